"""Imports: three documents on every day, exact to the fen, one person, and stock that is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from app.matching.explain import Level, explain
from app.matching.profile import profile_from_setting
from app.matching.reasons import IMPORT_FAULTS, Flag
from app.matching.sql.imports import NO_BONDED_GOODS, ImportTerms, address_key, phone_key
from app.matching.sql.judge import Terms
from app.matching.sql.run import run
from app.matching.suggest import suggestions
from app.store.session import Session
from app.store.settings import COMPANY, set_setting
from app.text import LANGUAGES, finding_text, text
from app.values.progress import SILENT
from app.workflow.match import match
from tests.helpers.builders import (
    Values,
    make_order,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.helpers.importer import ID_NO, import_order, import_payment, import_waybill
from tests.matching.conftest import ON, keys_of, state_of, stored_keys

OTHER_ID = "110101199001020002"  # the serial number 000 is given to nobody
PHONE = "13800000001"
BONDED = ImportTerms(is_bonded=True)


def make_import(order_no: str = "I-1001", **given: Any) -> list[Values]:
    """Goods of 200, freight of 10, tax of 47.35, a voucher of 20: 237.35 is paid."""
    said = {"consignee_phone": PHONE, "stated_pay_no": f"PAY-{order_no}", **given}
    return import_order(order_no, **said)


def make_import_waybill(order_no: str = "I-1001", **given: Any) -> Values:
    """Its waybill; the country goes without saying."""
    return import_waybill(order_no, **{"consignee_phone": PHONE, "country": "", **given})


def put_import(
    session: Session,
    order_no: str = "I-1001",
    *,
    order: dict[str, Any] | None = None,
    payments: Iterable[dict[str, Any]] = ({},),
    waybills: Iterable[dict[str, Any]] = ({},),
) -> None:
    """One import order with its documents, each changed as given."""
    put_orders(session, [make_import(order_no, **(order or {}))])
    put_payments(session, [import_payment(order_no, **given) for given in payments])
    put_waybills(session, [make_import_waybill(order_no, **given) for given in waybills])


def held(session: Session, order_no: str = "I-1001") -> bool:
    return state_of(session, order_no) == "exception"


def company(session: Session, **values: Any) -> None:
    with session.call("settings") as call:
        set_setting(call.conn, COMPANY, values)


def profile(session: Session, **values: Any) -> None:
    with session.call("settings") as call:
        set_setting(call.conn, "match.profile", values)


def judged(session: Session, imports: ImportTerms, *short: int) -> list[str]:
    """The reasons of the order when the keeper of the books says these orders are short."""
    terms = Terms(profile_from_setting(None), (), ON.isoformat(), imports)
    with session.call("match") as call:
        call.conn.execute(
            "CREATE TEMP TABLE IF NOT EXISTS stock_short (order_id INTEGER PRIMARY KEY)"
        )
        call.conn.execute("DELETE FROM stock_short")
        call.conn.executemany("INSERT INTO stock_short VALUES (?)", [(each,) for each in short])
        run(call.conn, terms, call_id=call.id, since=0, progress=SILENT)
    return stored_keys(session, "I-1001")


def put_book(session: Session) -> None:
    with session.call("settings") as call:
        call.conn.execute(
            "INSERT INTO account_book (call_id, book_no) VALUES (?, 'T0000A000001')", (call.id,)
        )


def test_import_that_agrees_has_no_reason(session: Session) -> None:
    put_import(session)
    assert keys_of(session, "I-1001") == []
    assert state_of(session, "I-1001") == "matched"


@pytest.mark.parametrize(
    ("order", "payment", "waybill", "expected"),
    [
        ({}, {"payer_id_no": OTHER_ID}, {}, ["payer_id_differs"]),
        ({}, {"payer_name": "测试买家02"}, {}, ["payer_differs"]),
        ({}, {}, {"consignee": "测试买家02"}, ["consignee_differs"]),
        ({}, {}, {"consignee_phone": "13800000002"}, ["consignee_phone_differs"]),
        ({}, {}, {"consignee_address": "测试路2号"}, ["consignee_address_differs"]),
        ({}, {"currency": "USD"}, {}, ["rate_unknown", "currency_not_yuan"]),
        ({"currency": "USD"}, {"currency": "USD"}, {}, ["currency_not_yuan"]),
        ({}, {"amount": "237.36"}, {}, ["cents_differ"]),
        ({}, {"amount": "237.34"}, {}, ["cents_differ"]),
        ({}, {"amount": "237.38"}, {}, ["payment_amount_differs"]),
        ({"paid": "257.35"}, {}, {}, ["stated_paid_differs"]),
        ({"paid": "257.35"}, {"amount": "257.35"}, {},
         ["payment_amount_differs", "stated_paid_differs"]),
    ],
)  # fmt: skip
def test_what_customs_refuses_holds_the_import_back(
    session: Session,
    order: dict[str, Any],
    payment: dict[str, Any],
    waybill: dict[str, Any],
    expected: list[str],
) -> None:
    put_import(session, order=order, payments=[payment], waybills=[waybill])
    assert keys_of(session, "I-1001") == expected
    assert held(session)


@pytest.mark.parametrize(
    ("payment", "waybill"),
    [
        ({"payer_id_no": ID_NO.lower()}, {}),
        ({"payer_id_no": ""}, {}),  # what is not said is not compared
        ({"amount": "237.35"}, {}),
        ({}, {"consignee_phone": "+86 138-0000-0001"}),
        ({}, {"consignee_phone": ""}),
        ({}, {"consignee_address": "测试省 测试市，测试路１号"}),
        ({}, {"consignee_address": ""}),
        ({}, {"country": "CHN"}),
    ],
)
def test_spelling_and_silence_are_no_difference(
    session: Session, payment: dict[str, Any], waybill: dict[str, Any]
) -> None:
    put_import(session, payments=[payment], waybills=[waybill])
    assert keys_of(session, "I-1001") == []


def test_parts_of_a_fen_do_not_count(session: Session) -> None:
    put_import(session, order={"tax": "47.34501"})
    assert keys_of(session, "I-1001") == []
    put_import(session, "I-2", order={"tax": "47.345"})
    assert keys_of(session, "I-2") == ["cents_differ", "stated_paid_differs"]


def test_tolerance_of_exports_does_not_reach_imports(session: Session) -> None:
    profile(session, tolerance="1")
    put_import(session, payments=[{"amount": "236.85"}])
    assert keys_of(session, "I-1001") == ["payment_amount_differs"]
    assert held(session)


@pytest.mark.parametrize("day", ["2016-05-01", "2024-12-14", "2024-12-15", "2026-11-03"])
@pytest.mark.parametrize("missing", ["payments", "waybills"])
def test_all_three_documents_are_asked_for_on_every_day(
    session: Session, day: str, missing: str
) -> None:
    moment = f"{day}T10:00:00"
    put_import(
        session,
        order={"ordered_at": moment},
        **{"payments": [{"paid_at": moment}], "waybills": [{"shipped_at": moment}], missing: []},
    )
    assert keys_of(session, "I-1001") == [f"no_{missing.removesuffix('s')}"]
    assert held(session)


def test_export_of_the_same_day_needs_no_payment(session: Session) -> None:
    put_orders(session, [make_order("E-1")])
    put_waybills(session, [make_import_waybill("E-1", consignee="Test Buyer 01", country="USA")])
    match(session, on=ON)
    assert not held(session, "E-1")


def test_authenticated_orderer_may_have_somebody_pay(session: Session) -> None:
    put_import(session, payments=[{"payer_id_no": OTHER_ID, "payer_name": "测试买家02"}])
    assert keys_of(session, "I-1001") == ["payer_id_differs", "payer_differs"]
    assert held(session)
    profile(session, orderer_authenticated=True)
    assert keys_of(session, "I-1001") == ["payer_id_differs", "payer_differs"]
    (attention,) = session.conn.execute("SELECT attention FROM match_result").fetchone()
    assert (held(session), attention) == (False, 0)


def test_export_payer_may_differ_whatever_the_profile_says(session: Session) -> None:
    put_orders(session, [make_order("E-1")])
    put_payments(session, [import_payment("E-1", amount="12.50", currency="USD")])
    put_waybills(session, [make_import_waybill("E-1", consignee="Test Buyer 01", country="USA")])
    assert keys_of(session, "E-1") == ["payer_differs"]
    assert not held(session, "E-1")


def test_stated_payment_number_is_looked_for_among_the_payments(session: Session) -> None:
    put_import(session, order={"stated_pay_no": "PAY-9"})
    assert keys_of(session, "I-1001") == ["payment_number_differs"]
    assert not held(session)
    put_import(session, "I-2", order={"stated_pay_no": "pay i 2"})
    assert keys_of(session, "I-2") == []
    put_import(session, "I-3", order={"stated_pay_no": ""})
    assert keys_of(session, "I-3") == []


def test_payment_pays_one_order_only(session: Session) -> None:
    for number in ("I-1", "I-2"):
        put_orders(session, [make_import(number, stated_pay_no="P-1")])
        put_waybills(session, [make_import_waybill(number)])
    put_payments(
        session, [import_payment(n, pay_no="P-1", amount="474.70") for n in ("I-1", "I-2")]
    )
    assert keys_of(session, "I-1") == ["combined_payment"]
    assert held(session, "I-1")


def test_payment_and_waybill_used_twice_are_held(session: Session) -> None:
    for number in ("I-1", "I-2"):
        put_import(
            session,
            number,
            order={"stated_pay_no": "P-1"},
            payments=[{"pay_no": "P-1"}],
            waybills=[{"waybill_no": "W-1"}],
        )
    assert keys_of(session, "I-1") == ["waybill_reused", "payment_reused"]
    assert held(session, "I-1")


def test_several_payments_are_to_be_looked_at(session: Session) -> None:
    put_import(session, payments=[{"amount": "200"}, {"amount": "37.35", "pay_no": "P-2"}])
    assert keys_of(session, "I-1001") == ["several_payments"]
    (blocking, attention) = session.conn.execute(
        "SELECT blocking, attention FROM match_result"
    ).fetchone()
    assert (blocking, attention) == (0, int(Flag.SEVERAL_PAYMENTS))


def test_shipped_before_paid_is_a_warning(session: Session) -> None:
    put_import(session, waybills=[{"shipped_at": "2026-11-01T08:00:00"}])
    assert keys_of(session, "I-1001") == ["time_implausible"]
    assert not held(session)


@pytest.mark.parametrize("mode", ["1210", "1239"])
def test_bonded_sale_without_a_book_is_for_a_person_to_look_at(session: Session, mode: str) -> None:
    company(session, import_mode=mode)
    put_import(session)
    assert keys_of(session, "I-1001") == ["no_account_book"]
    assert not held(session)


def test_bonded_sale_needs_stock_in_the_book(session: Session) -> None:
    put_import(session)
    put_book(session)
    assert judged(session, BONDED) == []
    assert judged(session, BONDED, 1) == ["no_stock"]
    assert held(session)
    assert judged(session, BONDED) == []


def test_direct_purchase_needs_no_stock(session: Session) -> None:
    put_import(session)
    assert judged(session, NO_BONDED_GOODS, 1) == []


def test_parcel_from_abroad_of_a_bonded_company_needs_no_stock(session: Session) -> None:
    company(session, import_mode="1210", departure_country="FRA")
    put_import(session, waybills=[{"bill_no": "999-00000011"}])
    put_import(session, "I-2")
    match(session, on=ON)
    assert stored_keys(session, "I-1001") == []
    assert stored_keys(session, "I-2") == ["no_account_book"]


def test_changed_payment_of_an_import_is_judged_again_as_an_import(session: Session) -> None:
    put_orders(session, [make_order(f"E-{n}") for n in range(20)])
    put_import(session)
    assert keys_of(session, "I-1001") == []
    put_payments(session, [import_payment(payer_id_no=OTHER_ID)])
    assert keys_of(session, "I-1001") == ["payer_id_differs"]
    before = session.conn.execute("SELECT * FROM match_result").fetchall()
    assert match(session, [1, 21], on=ON).counts.get("changed") == 0
    assert session.conn.execute("SELECT * FROM match_result").fetchall() == before


def test_explanation_masks_persons_and_names_every_difference(session: Session) -> None:
    put_import(
        session,
        order={"stated_pay_no": "PAY-9"},
        payments=[{"payer_id_no": OTHER_ID}],
        waybills=[{"consignee_phone": "13800000002", "consignee_address": "测试路2号"}],
    )
    match(session, on=ON)
    told = explain(session.conn, 1)
    rows = {each.field: each for each in told.comparisons}
    assert rows["person_id"].order == "999*************16"
    assert {rows[name].level for name in ("person_id", "phone", "address", "payment_number")} == {
        Level.DIFFERS
    }
    shown = [v for row in told.comparisons for v in (row.order, row.payment, row.waybill)]
    shown += [v for finding in told.findings for v in (finding.value, finding.expected)]
    assert not {ID_NO, OTHER_ID, PHONE, "13800000002"} & set(shown)
    for language in LANGUAGES:
        assert all(text(f"comparison.{field}", language) for field in rows)
        for finding in told.findings:
            assert "—" not in finding_text(finding, language)
            assert finding_text(finding, language, "fix")


def test_stock_stands_in_the_explanation_only_when_it_lacks(session: Session) -> None:
    company(session, import_mode="1210")
    put_import(session)
    match(session, on=ON)
    told = explain(session.conn, 1)
    assert told.comparisons[-1].field == "stock"
    for language in LANGUAGES:
        assert finding_text(told.findings[0], language)


def test_no_difference_of_an_import_is_proposed_to_be_accepted(session: Session) -> None:
    for number in range(6):
        put_import(session, f"I-{number}", payments=[{"amount": "227.35"}])
    put_orders(session, [make_import("I-1009")])
    put_waybills(session, [make_import_waybill("I-1009")])
    put_payments(session, [import_payment("TB-I-1009", pay_no="PAY-I-1009")])
    match(session, on=ON)
    assert [suggestion.kind for suggestion in suggestions(session.conn)] == ["link_payment"]


def test_faults_of_imports_are_those_of_the_cross_checks() -> None:
    assert Flag.PAYMENT_AMOUNT_DIFFERS | Flag.CENTS_DIFFER in IMPORT_FAULTS  # A05
    assert Flag.PAYMENT_NUMBER_DIFFERS not in IMPORT_FAULTS  # T06 warns
    assert Flag.LINES_DO_NOT_ADD_UP not in IMPORT_FAULTS  # A03 warns


def test_keys_keep_what_matters() -> None:
    assert phone_key("0086 13800000001") == phone_key("138 0000 0001") == "13800000001"
    assert phone_key("8613800000") == "8613800000"  # no mobile number: no prefix
    assert address_key("测试路 1号（东门）") == address_key("测试路１号 东门")
    assert address_key("测试路1号") != address_key("测试路11号")
