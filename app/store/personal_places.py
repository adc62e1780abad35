"""Where personal data live in a data file: every column of text of every table, and what a purge
does with it. A test holds the table complete against the schema, so that a column nobody thought of
cannot come in.

Kinds: `person` is about a private person and is emptied; `hashed` (numbers made from a name or ID
number) gets a pseudonym, so that rows of one person still belong together; `typed` is free text in
which a person may be named; `told` is JSON of that sort; `fixed` is signed or chained and cannot be
changed: whoever purges hears of what was found there; `gone` leaves whole; `free` cannot name a
private person, being a number of a document, a code, a day, or about companies and goods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The columns of a table by kind, with spaces between them."""

    person: str = ""
    hashed: str = ""
    typed: str = ""
    told: str = ""
    fixed: str = ""
    gone: str = ""
    free: str = ""

    def columns(self, *kinds: str) -> tuple[str, ...]:
        """The columns of these kinds; of every kind when none is named."""
        named = kinds or self.__slots__
        return tuple(name for kind in named for name in getattr(self, kind).split())


NEVER_NEEDLES = frozenset(("buyer_id_type", "payer_id_type", "consignee_district", "note"))
"""Of what is emptied, the columns that do not tell one person from another."""

NUMBERS: Mapping[str, str] = {
    "orders": "order_no",
    "payment": "pay_no",
    "waybill": "waybill_no",
    "declaration_list": "own_no",
    "goods_return": "own_no",
    "cancel_request": "own_no",
    "return_tally": "own_no",
}
"""What people call a document by, of the tables rows may belong to."""

OWNERS: Mapping[str, str] = {
    **{name: f"({{row}}.id, '{name}')" for name in NUMBERS},
    "declaration_status": "({row}.id, 'declaration_list')",
    "declaration_line": "({row}.declaration_list_id, 'declaration_list')",
    "goods_return_line": "({row}.goods_return_id, 'goods_return')",
    "tax_bill": "({row}.declaration_list_id, 'declaration_list')",
    "match_decision": "({row}.id, 'orders')",
    **dict.fromkeys(
        ("receipt", "event", "attachment"), "({row}.document_id, {row}.document_kind)"
    ),
}  # fmt: skip
"""Id and kind of the document a row belongs to, in tables that belong to one."""

PLACES: Mapping[str, Place] = {
    "_sqlite_migrations": Place(free="migration_set name applied_at"),
    "account_book": Place(
        typed="note",
        free="book_no area_code area_name customs_office kept_from valid_until",
    ),
    "attachment": Place(typed="name note", free="document_kind kind media"),
    "attachment_content": Place(free="sha256", gone="data"),
    "audit_entry": Place(
        fixed="about",
        free="kind at actor role witness verb call_digest before_digest after_digest "
        "persons_digest previous hash",
    ),
    "b2b_line": Place(free="sku hs_code goods_name goods_spec declared_unit"),
    "b2b_sale": Place(typed="reference note", free="sold_on"),
    "b2b_shipment": Place(
        typed="buyer_name note",
        free="own_no customs_mode order_no country destination_port customs_office "
        "port_office transport_mode transport_name bill_no license_no "
        "transaction_mode wrap_type currency declared_on export_date entry_no",
    ),
    "book_item": Place(typed="note", free="record_no sku sku_key hs_code goods_name unit"),
    "buyer_balance": Place(hashed="buyer_id_hash", free="as_of source"),
    "call": Place(told="params outcome", free="verb actor at program_version"),
    "cancel_request": Place(typed="reason info", free="own_no guid status since code app_time"),
    "code_override": Place(free="table_name code fields source imported_at"),
    "declaration_line": Place(
        typed="note",
        free="sku company_goods_name hs_code goods_name goods_spec barcode country "
        "currency declared_unit statutory_unit_1 statutory_unit_2 record_no "
        "trade_country",
    ),
    "declaration_list": Place(
        person="buyer_id_type buyer_id_no buyer_name buyer_phone consignee_address note",
        hashed="buyer_id_hash",
        free="own_no guid flow customs_mode statistics_flag customs_office port_office "
        "export_date platform_code platform_name order_no carrier_code carrier_name "
        "waybill_no declarant_code declarant_name seller_code seller_name "
        "producer_code producer_name transport_mode transport_name voyage_no bill_no "
        "total_package_no site_code license_no country destination_port "
        "freight_currency insured_currency wrap_type currency app_type app_time "
        "assure_code account_book_no area_code area_name",
    ),
    "declaration_status": Place(
        typed="info",
        free="status since code pre_entry_no decl_no released_at cleared_at",
    ),
    "delivery": Place(
        typed="note info",
        free="own_no guid customs_office delivery_no operator_code operator_name "
        "transport_mode transport_name voyage_no bill_no carrier_code carrier_name "
        "unload_location status since code app_time",
    ),
    "delivery_line": Place(typed="note", free="waybill_no"),
    "event": Place(told="detail", free="document_kind kind code occurred_at"),
    "exchange_rate": Place(free="currency month source source_day"),
    "finding": Place(
        typed="number value expected",
        told="params",
        free="stage document_kind code severity field rule source_sheet source_column",
    ),
    "goods": Place(
        typed="note",
        free="sku sku_key goods_name goods_name_en hs_code goods_spec brand origin barcode "
        "declared_unit statutory_unit_1 statutory_unit_2 license_no record_no "
        "content_unit source_sheet",
    ),
    "goods_rate": Place(free="scope scope_key kind origin value valid_from valid_until source"),
    "goods_return": Place(
        typed="reason note info",
        free="own_no guid flow reason_kind condition applied_on arrived_on closed "
        "refunded_on tax_repaid tax_refunded left_area_on customs_office port_office "
        "site_code return_mode from_country carrier_code carrier_name waybill_no "
        "bill_no transport_mode transport_name voyage_no declarant_code "
        "declarant_name disposition status since code accepted_at app_time",
    ),
    "goods_return_line": Place(typed="note"),
    "guarantee": Place(typed="note", free="assure_code guarantee_no valid_from valid_until"),
    "journal_range": Place(free="table_name"),
    "journal_row": Place(free="table_name", gone="before"),
    "mapping_memory": Place(free="fingerprint kind mapping"),
    "master_bill_line": Place(free="waybill_no total_package_no"),
    "master_bill_list": Place(
        typed="info",
        free="own_no guid customs_office declarant_code declarant_name site_code "
        "transport_mode transport_name voyage_no bill_no domestic_vehicle "
        "carrier_code carrier_name status since code app_time",
    ),
    "match_decision": Place(typed="reason", told="evidence", free="action"),
    "match_result": Place(),
    "match_touched": Place(),
    "message_file": Place(free="name folder message message_guid sha256 prepared_at"),
    "message_item": Place(free="document_kind own_no guid app_type app_time"),
    "month_clearance": Place(free="month flow customs_mode customs_office"),
    "month_close": Place(
        fixed="reason",
        free="month action signed_by signed_at second_by figures_hash documents_hash "
        "log_hash seal audit_head",
    ),
    "month_document": Place(free="role document_kind number currency state"),
    "month_figure": Place(free="of_month name scope"),
    "month_goods": Place(free="month flow stage customs_mode country currency heading unit"),
    "month_list": Place(),
    "month_lock": Place(free="month late_month"),
    "month_moved": Place(),
    "month_total": Place(
        free="month flow stage customs_mode country platform customs_office currency",
    ),
    "number_series": Place(free="name"),
    "official_balance": Place(free="as_of unit source"),
    "order_line": Place(free="sku sku_key goods_name goods_spec barcode origin unit"),
    "orders": Place(
        person="buyer_reg_no buyer_name buyer_id_type buyer_id_no buyer_phone consignee "
        "consignee_phone consignee_address consignee_district note",
        hashed="buyer_hash consignee_hash",
        free="order_no order_key flow shop ordered_at stated_pay_no batch_no country "
        "currency source_sheet",
    ),
    "overseas_warehouse": Place(typed="note", free="code name country city operator"),
    "party": Place(
        typed="note",
        free="role name customs_code credit_code dxp_id valid_until licence_no "
        "licence_until pilot_zone customs_grade graded_on source_sheet",
    ),
    "party_alias": Place(free="role alias_key"),
    "payment": Place(
        person="payer_name payer_id_type payer_id_no payer_phone note",
        hashed="payer_hash",
        free="pay_no pay_key order_no order_key pay_kind currency paid_at source_sheet",
    ),
    "person": Place(free="name name_key role password"),
    "positive_list": Place(
        free="edition hs_code goods_name note_kind condition valid_from valid_until source note",
    ),
    "purchase_invoice": Place(
        typed="note",
        free="invoice_no invoice_key kind supplier_name supplier_code issued_on confirmed_on",
    ),
    "purchase_invoice_line": Place(free="sku sku_key goods_name unit"),
    "receipt": Place(
        typed="info",
        free="message document_kind own_no pre_entry_no decl_no order_no number party_code "
        "guid status_code return_time info_code identity",
    ),
    "refund_claim": Place(
        typed="note",
        free="claim_no month kind mark prepared_on filed_on documents_on closed official_on",
    ),
    "refund_claim_line": Place(free="entry_no export_date"),
    "refund_match": Place(),
    "refund_money": Place(typed="note", free="kind moved_on voucher_no"),
    "refund_month": Place(typed="note", free="month"),
    "refund_rate": Place(free="scope scope_key valid_from valid_until source"),
    "remittance": Place(
        typed="bank note reason",
        free="remit_no remit_key platform received_on period_from period_until currency "
        "settled_on source_sheet",
    ),
    "remittance_line": Place(free="order_no order_key kind how"),
    "return_batch": Place(
        typed="note",
        free="batch_no site_code customs_mode state ship_by shipped_on arrived_on "
        "transport_mode transport_name voyage_no bill_no",
    ),
    "return_grade": Place(typed="note", free="grade graded_on graded_by checked_by outcome"),
    "return_tally": Place(
        typed="note info",
        free="own_no guid operator_code operator_name location status since code app_time",
    ),
    "return_tariff": Place(free="site_code kind valid_from valid_until source"),
    "setting": Place(told="value", free="name"),
    "sign_in": Place(free="failed_at last_at"),
    "source_file": Place(
        typed="name",
        free="sha256 kind sheet reader encoding profile fingerprint imported_at",
    ),
    "stock_lock": Place(typed="reason note", free="batch_no since released_on"),
    "stock_move": Place(
        typed="reference note",
        free="kind moved_on batch_no serial_no document_kind source_sheet",
    ),
    "summary_application": Place(
        typed="info",
        free="own_no guid month customs_office site_code seller_code seller_name "
        "declarant_code declarant_name broker_code broker_name summary_flag "
        "item_name_flag period_from period_to sum_no closed status since code "
        "app_time",
    ),
    "summary_entry": Place(
        free="decl_seq_no own_no sum_no customs_office op_time dec_tmp_no dec_pre_no "
        "entry_no dec_state",
    ),
    "summary_entry_line": Place(free="decl_no hs_code waybill_no op_time"),
    "summary_group": Place(
        free="own_no seller_code transport_mode producer_code country port_office",
    ),
    "summary_hold": Place(typed="reason"),
    "summary_item": Place(
        free="country hs_code currency goods_name declared_unit statutory_unit_1 statutory_unit_2",
    ),
    "summary_item_line": Place(),
    "summary_line": Place(free="decl_no"),
    "summary_nil_month": Place(typed="note", free="month noted_on"),
    "summary_result": Place(
        typed="note",
        free="decl_seq_no sum_no customs_office op_time dec_tmp_no dec_pre_no entry_no "
        "dec_state declarant_code seller_code broker_code identity",
    ),
    "tax_bill": Place(
        typed="note",
        free="tax_no invt_no status returned_at billed_at payment_book_no assure_code "
        "customs_office order_no waybill_no",
    ),
    "tax_bill_line": Place(free="hs_code"),
    "tax_estimate": Place(free="law_day channel missing"),
    "tax_estimate_line": Place(free="missing"),
    "tax_payment": Place(typed="note", free="payment_book_no paid_on voucher_no"),
    "waybill": Place(
        person="consignee consignee_phone consignee_address note",
        hashed="consignee_hash",
        typed="goods_info",
        free="waybill_no waybill_key order_no order_key country currency shipped_at "
        "total_package_no bill_no signed_at source_sheet",
    ),
}
