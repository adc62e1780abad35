"""The message of the summary declaration: which SQL fills its wire fields."""

from __future__ import annotations

from app.values.finding import DocumentKind
from app.workflow.outgoing import DECLARANT, SELLER, SENDING, Outgoing, wire_time

SUMMARIES = Outgoing(
    "CEB701",
    DocumentKind.SUMMARY_APPLICATION,
    "summary_application d ON d.id = g.id",
    {
        "guid": "d.guid",
        **SENDING,
        "customsCode": "d.customs_office",
        "copNo": "d.own_no",
        "sumNo": "nullif(d.sum_no, '')",
        **DECLARANT,
        **SELLER,
        "declAgentCode": "d.broker_code",
        "declAgentName": "d.broker_name",
        "startTime": wire_time("d.period_from"),
        "endTime": wire_time("d.period_to"),
        "loctNo": "nullif(d.site_code, '')",
        "summaryFlag": "d.summary_flag",
        "itemNameFlag": "nullif(d.item_name_flag, '')",
        "msgCount": "CAST(d.parts AS TEXT)",  # C14: counted from 1 without gaps
        "msgSeqNo": "CAST(d.part_no AS TEXT)",
    },
    # C11: with a period customs does not look at a list body
    "summary_line l ON l.summary_application_id = g.id"
    " CROSS JOIN summary_application a ON a.id = g.id AND a.period_from = '' AND l.is_living = 1",
    {"invtNo": "l.decl_no"},
)
