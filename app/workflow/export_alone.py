"""The documents an export writes by themselves, not along with a list: which wait, which are held
back, and whether the message is a new one, a change or a withdrawal (N08).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.fields import Flow
from app.values.finding import DocumentKind

NEW = "'1'"

# What customs said last about a document; NULL = nothing yet.
ANSWER = """(SELECT e.code FROM effective_event e
    WHERE e.document_kind = '{kind}' AND e.document_id = {id} AND e.kind = 'receipt'
    ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1)"""

# Written before, and not answered by the e-port that it could not be processed: it may be there.
_MAY_STAND = f"""(EXISTS (SELECT 1 FROM message_item i
    WHERE i.document_kind = '{{kind}}' AND i.document_id = d.id)
    AND coalesce({ANSWER.format(kind="{kind}", id="d.id")}, '') NOT LIKE '-%')"""

_FLOW_OF_LIST = "(SELECT flow FROM declaration_list l WHERE l.id = d.declaration_list_id)"
_STANDS = {
    kind: _MAY_STAND.format(kind=kind.value)
    for kind in (
        DocumentKind.GOODS_RETURN,
        DocumentKind.RETURN_TALLY,
        DocumentKind.SUMMARY_APPLICATION,
    )
}

# A return that was withdrawn before customs had taken it up is deleted there too.
_RETURN = DocumentKind.GOODS_RETURN
_RETURN_WAITS = f"""(d.closed = '' OR d.closed = 'withdrawn' AND {_STANDS[_RETURN]})"""
_RETURN_HELD = """(d.closed = '' AND EXISTS (
    SELECT 1 FROM finding f WHERE f.stage = 'returns' AND f.severity = 'blocking'
    AND f.document_kind = 'goods_return' AND f.document_id = d.id))"""

# What comes in is tallied for a request that customs has, or that goes out just before.
_TALLY_WAITS = f"""EXISTS (
    SELECT 1 FROM goods_return r WHERE r.id = d.goods_return_id
    AND r.closed NOT IN ('lapsed', 'withdrawn')
    AND (r.status NOT IN ('draft', 'rejected', 'failed', 'send_failed')
         OR r.status = 'draft' AND NOT {_RETURN_HELD.replace("d.", "r.")}
            AND (:only IS NULL OR r.own_no IN (SELECT value FROM json_each(:only)))))"""


@dataclass(frozen=True, slots=True)
class Alone:
    """A kind of document, with SQL about its row `d`: its flow, whether a draft waits to be
    written, whether findings of `stage` hold it back, and the appType of its message."""

    kind: DocumentKind
    flow: str
    waits: str = "true"
    held: str = "false"
    app_type: str = NEW
    stage: str = ""

    @property
    def drafts(self) -> str:
        """SQL after FROM: the drafts that would be written if nothing held them back; named by
        `:only` (JSON array of own numbers, NULL = all)."""
        return (
            f"{self.kind.value} d WHERE d.status = 'draft' AND {self.waits}"
            " AND (:only IS NULL OR d.own_no IN (SELECT value FROM json_each(:only)))"
        )


ALONE = (
    Alone(DocumentKind.CANCEL_REQUEST, _FLOW_OF_LIST),
    Alone(DocumentKind.MASTER_BILL_LIST, f"'{Flow.EXPORT}'"),
    Alone(DocumentKind.DELIVERY, f"'{Flow.IMPORT}'"),
    Alone(
        _RETURN,
        "d.flow",
        _RETURN_WAITS,
        _RETURN_HELD,
        f"iif({_STANDS[_RETURN]}, iif(d.closed = 'withdrawn', '3', '2'), {NEW})",
        "returns",
    ),
    Alone(
        DocumentKind.RETURN_TALLY,
        f"'{Flow.EXPORT}'",
        _TALLY_WAITS,
        app_type=f"iif({_STANDS[DocumentKind.RETURN_TALLY]}, '2', {NEW})",
    ),
    Alone(
        DocumentKind.SUMMARY_APPLICATION,
        f"'{Flow.EXPORT}'",
        "d.closed = ''",
        app_type=f"iif({_STANDS[DocumentKind.SUMMARY_APPLICATION]}, '2', {NEW})",
    ),
)
