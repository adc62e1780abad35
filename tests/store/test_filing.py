"""Company lists: what is filed, under which names, and what was only seen in files."""

from __future__ import annotations

import pytest

from app.store.session import Session
from tests.helpers.builders import (
    make_order,
    make_party,
    make_waybill,
    put_orders,
    put_parties,
    put_waybills,
)


def parties(session: Session) -> list[tuple[object, ...]]:
    return session.conn.execute(
        "SELECT id, name, customs_code, is_filed FROM party ORDER BY id"
    ).fetchall()


def aliases(session: Session) -> set[tuple[str, str]]:
    return set(
        session.conn.execute(
            "SELECT a.alias_key, p.name FROM party_alias a JOIN party p ON p.id = a.party_id"
        )
    )


def test_company_is_known_by_name_aliases_and_codes(session: Session) -> None:
    row = make_party("carrier", "测试物流", alias="TL Express；TLX", customs_code="T000000003")
    assert put_parties(session, [row]).tally.new == 1
    assert {key for key, _ in aliases(session)} == {"测试物流", "TLEXPRESS", "TLX", "T000000003"}


def test_company_seen_in_a_file_is_entered_as_not_filed_and_reported_once(
    session: Session,
) -> None:
    done = put_waybills(session, [make_waybill(f"T-{n}", carrier="New Carrier") for n in range(3)])
    assert [(f.code, f.value) for f in done.findings if f.value == "New Carrier"] == [
        ("store.party_unknown", "New Carrier")
    ]
    assert (1, "New Carrier", "", 0) in parties(session)


def test_filing_makes_the_company_seen_the_filed_one(session: Session) -> None:
    put_waybills(session, [make_waybill(carrier="TLX", platform="")])
    done = put_parties(
        session, [make_party("carrier", "测试物流", alias="TLX", customs_code="T000000003")]
    )
    assert done.tally.changed == 1
    assert parties(session) == [(1, "测试物流", "T000000003", 1)]


def test_same_filing_again_changes_nothing(session: Session) -> None:
    rows = [make_party("seller", "测试企业", customs_code="T1")]
    put_parties(session, rows)
    assert put_parties(session, rows).tally.same == 1


def test_renamed_company_is_known_by_its_code(session: Session) -> None:
    put_parties(session, [make_party("seller", "旧名", customs_code="T1")])
    put_parties(session, [make_party("seller", "新名", customs_code="T1")])
    assert parties(session) == [(1, "新名", "T1", 1)]
    assert aliases(session) == {("旧名", "新名"), ("新名", "新名"), ("T1", "新名")}


def test_same_name_in_two_roles_is_two_companies(session: Session) -> None:
    put_parties(session, [make_party("seller", "测试企业"), make_party("producer", "测试企业")])
    assert len(parties(session)) == 2


def test_alias_of_another_filed_company_stays_there(session: Session) -> None:
    put_parties(session, [make_party("carrier", "甲", alias="X")])
    done = put_parties(session, [make_party("carrier", "乙", alias="X")])
    assert done.codes == ["store.alias_taken"]
    assert ("X", "甲") in aliases(session)


def test_second_row_of_a_company_in_a_file_is_reported(session: Session) -> None:
    done = put_parties(
        session,
        [make_party("seller", "甲", customs_code="T1"), make_party("seller", "甲", note="x")],
    )
    assert (done.tally.new, done.tally.repeated) == (1, 1)
    assert parties(session) == [(1, "甲", "T1", 1)]


@pytest.mark.parametrize(("role", "is_taken"), [("site", True), ("customer", False)])
def test_unknown_role_is_refused(session: Session, role: str, is_taken: bool) -> None:
    done = put_parties(session, [make_party(role, "甲")])
    assert bool(done.tally.new) is is_taken
    assert ("store.role_unknown" in done.codes) is not is_taken


def test_orders_that_would_become_one_stay_apart(session: Session) -> None:
    """Two platforms turn out to be one, and both have an order of the number."""
    put_orders(session, [make_order("T-1", platform="A"), make_order("T-1", platform="B")])
    put_parties(session, [make_party("platform", "测试平台", alias="A;B")])
    orders = session.conn.execute(
        "SELECT p.name FROM orders o JOIN party p ON p.id = o.platform_id ORDER BY o.id"
    ).fetchall()
    assert orders == [("测试平台",), ("B",)]
