"""Cleared lists become applications in numbered parts, and the entries they should come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store.session import Session
from app.summary.sql.ready import preview
from app.values.period import Month
from app.workflow.summary import (
    hold_back,
    keys_for,
    summarise,
)
from app.workflow.summary_picture import items_of, picture
from app.workflow.summary_terms import (
    SummaryRefused,
    save_summary_terms,
    summary_terms,
)
from tests.helpers.lists import declaring_session
from tests.helpers.summaries import change, clear, cleared

OCTOBER = Month(2026, 10)
ON = date(2026, 11, 10)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path) as opened:
        yield opened


def rows(session: Session, sql: str) -> list[tuple[object, ...]]:
    return session.conn.execute(sql).fetchall()


def one(session: Session, sql: str) -> object:
    return rows(session, sql)[0][0]


def test_a_cleared_list_stands_in_one_application(session: Session) -> None:
    cleared(session, "T-1", "T-2")
    outcome = summarise(session, OCTOBER, on=ON)
    assert outcome.counts == {"applications": 1, "parts": 1, "lists": 2, "groups": 1, "items": 1}
    assert summarise(session, OCTOBER, on=ON).counts == {}
    assert rows(
        session, "SELECT own_no, part_no, parts, month, status FROM summary_application"
    ) == [("SDS26110000001", 1, 1, "2026-10", "draft")]
    assert rows(session, "SELECT decl_no FROM summary_line ORDER BY line_no") == [
        ("29002026E00000000001",),
        ("29002026E00000000002",),
    ]


def test_undo_frees_the_lists(session: Session) -> None:
    cleared(session, "T-1")
    summarise(session, OCTOBER, on=ON)
    session.undo()
    assert one(session, "SELECT count(*) FROM summary_open WHERE reason = ''") == 1
    assert summarise(session, OCTOBER, on=ON).counts["lists"] == 1
    assert one(session, "SELECT own_no FROM summary_application") == "SDS26110000001"


@pytest.mark.parametrize(
    ("columns", "groups"),
    [
        ({"seller_code": "9999960007"}, 2),
        ({"transport_mode": "4"}, 2),
        ({"producer_code": "9999960008"}, 2),
        ({"country": "DEU"}, 2),
        ({"port_office": "2910"}, 2),
        ({"hs_code": "3924900000"}, 1),
        ({"currency": "EUR"}, 1),
        ({"goods_name": "另一个商品"}, 1),
        ({"waybill_no": "OTHER"}, 1),
    ],
)
def test_only_lists_of_one_head_key_share_an_entry(
    session: Session, columns: dict[str, object], groups: int
) -> None:
    ids = cleared(session, "T-1", "T-2")
    change(session, ids[1], **columns)
    counts = summarise(session, OCTOBER, on=ON).counts
    merged = "waybill_no" in columns
    assert (counts["groups"], counts["items"]) == (groups, 1 if merged else 2)


def test_another_office_makes_an_application_of_its_own(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2")
    change(session, ids[1], customs_office="2910")
    assert summarise(session, OCTOBER, on=ON).counts["applications"] == 2
    assert rows(session, "SELECT own_no FROM summary_application ORDER BY 1") == [
        ("SDS26110000001",),
        ("SDS26110000002",),
    ]


def test_another_name_of_a_company_makes_no_application_of_its_own(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2", "T-3")
    change(session, ids[1], seller_name="测试卖家", net_weight_e5=None)
    counts = summarise(session, OCTOBER, on=ON).counts
    assert counts == {"applications": 1, "parts": 1, "lists": 3, "groups": 1, "items": 1}
    assert rows(session, "SELECT list_count, net_weight_e5 FROM summary_group") == [(3, None)]


def test_the_flags_of_the_company_decide_what_is_merged(session: Session) -> None:
    save_summary_terms(
        session, replace(summary_terms(session.conn), summary_flag="1", item_name_flag="")
    )
    ids = cleared(session, "T-1", "T-2")
    change(session, ids[1], producer_code="9999960008", goods_name="另一个商品")
    counts = summarise(session, OCTOBER, on=ON).counts
    assert (counts["groups"], counts["items"]) == (1, 1)
    assert one(session, "SELECT name_count FROM summary_item") == 2


def test_a_merged_line_adds_up_its_lines_and_they_know_it(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2", "T-3")
    change(session, ids[2], hs_code="3924900000")
    summarise(session, OCTOBER, on=ON)
    found = rows(
        session,
        "SELECT i.hs_code, i.declared_qty_e5, i.statutory_qty_1_e5, i.value_e5, i.net_weight_e5,"
        " i.list_count, i.line_count, (SELECT sum(l.line_total_e5) FROM summary_item_line m"
        " JOIN declaration_line l ON l.id = m.declaration_line_id WHERE m.summary_item_id = i.id)"
        " FROM summary_item i ORDER BY i.item_no",
    )
    assert found == [
        ("3924100000", 200000, 80000, 2500000, 80000, 2, 2, 2500000),
        ("3924900000", 100000, 40000, 1250000, 40000, 1, 1, 1250000),
    ]


def test_different_units_are_not_added_up(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2")
    change(session, ids[1], declared_unit="006")
    summarise(session, OCTOBER, on=ON)
    assert rows(session, "SELECT declared_qty_e5, declared_unit, value_e5 FROM summary_item") == [
        (None, "", 2500000)
    ]


def test_a_weight_not_known_everywhere_is_not_known(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2")
    change(session, ids[1], net_weight_e5=None)
    summarise(session, OCTOBER, on=ON)
    assert rows(session, "SELECT net_weight_e5 FROM summary_group") == [(None,)]
    assert rows(session, "SELECT net_weight_e5 FROM summary_item") == [(None,)]


@pytest.mark.parametrize(("lists", "parts"), [(3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])])
def test_parts_are_numbered_without_gaps(session: Session, lists: int, parts: list[int]) -> None:
    save_summary_terms(session, replace(summary_terms(session.conn), lists_per_part=3))
    cleared(session, *(f"T-{number}" for number in range(lists)))
    summarise(session, OCTOBER, on=ON)
    found = rows(session, "SELECT part_no, parts, list_count FROM summary_application ORDER BY 1")
    assert found == [(no, len(parts), count) for no, count in enumerate(parts, 1)]
    assert one(session, "SELECT count(DISTINCT guid) FROM summary_application") == len(parts)
    filled = "SELECT count(*), max(line_no) FROM summary_line GROUP BY summary_application_id"
    assert rows(session, filled) == [(count, count) for count in parts]


def test_by_period_one_part_names_the_month(session: Session) -> None:
    save_summary_terms(
        session, replace(summary_terms(session.conn), lists_per_part=1, by_period=True)
    )
    cleared(session, "T-1", "T-2")
    late = cleared(session, "T-3", at="2026-09-30T23:59:59.999")
    assert summarise(session, OCTOBER, on=ON).counts["parts"] == 1
    assert rows(session, "SELECT period_from, period_to, list_count FROM summary_application") == [
        ("2026-10-01T00:00:00", "2026-10-31T23:59:59", 2)
    ]
    assert rows(session, "SELECT id FROM summary_open") == [(late[0],)]


@pytest.mark.parametrize(
    ("at", "ready"),
    [
        ("2026-10-31T23:59:59.999", 1),
        ("2026-11-01T00:00:00.000", 0),
        ("2026-10-01T00:00:00.000", 1),
        ("2026-09-30T23:59:59.999", 1),  # left behind: goes with this month
    ],
)
def test_the_month_ends_at_midnight(session: Session, at: str, ready: int) -> None:
    cleared(session, "T-1", at=at)
    assert summarise(session, OCTOBER, on=ON).counts.get("lists", 0) == ready


def test_a_repeated_clearance_does_not_move_a_list_into_the_next_month(session: Session) -> None:
    ids = cleared(session, "T-1")
    clear(session, ids, at="2026-11-05T10:00:00.000")
    assert summarise(session, OCTOBER, on=ON).counts["lists"] == 1


def test_simplified_and_b2b_lists_are_never_summarised(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2", "T-3")
    change(session, ids[0], statistics_flag="A")
    change(session, ids[1], customs_mode="9710")
    clear(session, ids, at="2026-10-20T10:00:01.000")
    assert summarise(session, OCTOBER, on=ON).counts["lists"] == 1


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"hs_code": "39241000"}, "summary.left_no_hs"), ({"hs_code": ""}, "summary.left_no_hs")],
)
def test_a_list_without_its_code_is_left_with_the_reason(
    session: Session, columns: dict[str, object], code: str
) -> None:
    ids = cleared(session, "T-1", "T-2")
    change(session, ids[0], **columns)
    outcome = summarise(session, OCTOBER, on=ON)
    assert outcome.counts["lists"] == 1
    assert [(found.code, found.number) for found in outcome.findings] == [(code, "SD26110000001")]


def test_a_list_held_by_hand_is_left_until_it_is_let_in(session: Session) -> None:
    ids = cleared(session, "T-1")
    hold_back(session, ids, reason="等待补充发票")
    outcome = summarise(session, OCTOBER, on=ON)
    assert [found.code for found in outcome.findings] == ["summary.left_held"]
    hold_back(session, ids, reason="")
    assert summarise(session, OCTOBER, on=ON).counts["lists"] == 1


def test_a_list_whose_goods_all_came_back_is_left(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2")
    for list_id, qty in zip(ids, (100000, 50000), strict=True):
        accepted_return(session, list_id, qty)
    outcome = summarise(session, OCTOBER, on=ON)
    assert outcome.counts["lists"] == 1  # half of the other one is still abroad
    assert [found.code for found in outcome.findings] == ["summary.left_returned_whole"]


def accepted_return(session: Session, list_id: int, qty_e5: int) -> None:
    with session.call("test") as call:
        (return_id,) = session.conn.execute(
            "INSERT INTO goods_return (call_id, own_no, guid, flow, declaration_list_id,"
            " reason_kind, reason, condition, applied_on, status) VALUES (?, ?, ?, 'export', ?,"
            " 'no_reason', '-', 'sealed', '2026-10-25', 'reviewed') RETURNING id",
            (call.id, f"R{list_id}", f"{list_id:036d}", list_id),
        ).fetchone()
        session.conn.execute(
            "INSERT INTO goods_return_line (goods_return_id, declaration_line_id, line_no, qty_e5,"
            " value_e5) SELECT ?, id, line_no, ?, 0 FROM declaration_line"
            " WHERE declaration_list_id = ?",
            (return_id, qty_e5, list_id),
        )


def test_the_month_that_still_runs_is_refused(session: Session) -> None:
    with pytest.raises(SummaryRefused):
        summarise(session, OCTOBER, on=date(2026, 10, 31))
    summarise(session, OCTOBER, on=date(2026, 11, 1))


@pytest.mark.parametrize(("day", "codes"), [(16, []), (17, ["summary.late"])])
def test_after_the_deadline_it_says_so(session: Session, day: int, codes: list[str]) -> None:
    cleared(session, "T-1")  # the 15th is a Sunday
    outcome = summarise(session, OCTOBER, on=date(2026, 11, day))
    assert [found.code for found in outcome.findings] == codes


def test_the_preview_is_what_is_built(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2", "T-3")
    change(session, ids[2], country="DEU")
    terms = summary_terms(session.conn)
    groups = preview(session.conn, OCTOBER, keys_for(OCTOBER, terms), whole_past=True)
    assert [(group.country, group.list_count, group.values) for group in groups] == [
        ("USA", 2, (("USD", Decimal("25.00000")),)),
        ("DEU", 1, (("USD", Decimal("12.50000")),)),
    ]
    summarise(session, OCTOBER, on=ON)
    assert rows(session, "SELECT country, list_count FROM summary_group ORDER BY group_no") == [
        ("USA", 2),
        ("DEU", 1),
    ]


def test_two_sites_are_kept_apart_before_and_after(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2", "T-3")
    change(session, ids[2], site_code="2900Z1")
    shown = picture(session.conn, OCTOBER, ON)
    items = [items_of(session.conn, OCTOBER, group) for group in shown.groups]
    assert [[item.list_count for item in each] for each in items] == [[2], [1]]
    summarise(session, OCTOBER, on=ON)
    shown = picture(session.conn, OCTOBER, ON)
    assert [group.list_count for group in shown.groups] == [2, 1]
    assert len(shown.applications) == 2


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kinds=st.lists(
        st.tuples(st.sampled_from(["USA", "DEU"]), st.sampled_from(["3924100000", "3924900000"])),
        min_size=1,
        max_size=8,
    )
)
def test_items_add_up_to_the_lists(tmp_path: Path, kinds: list[tuple[str, str]]) -> None:
    with declaring_session(tmp_path) as session:
        ids = cleared(session, *(f"T-{number}" for number in range(len(kinds))))
        for list_id, (country, hs_code) in zip(ids, kinds, strict=True):
            change(session, list_id, country=country, hs_code=hs_code)
        summarise(session, OCTOBER, on=ON)
        sums = "SELECT sum(value_e5), sum(line_count), sum(declared_qty_e5) FROM summary_item"
        lines = "SELECT sum(line_total_e5), count(*), sum(declared_qty_e5) FROM declaration_line"
        assert rows(session, sums) == rows(session, lines)
        assert one(session, "SELECT count(*) FROM summary_item") == len(set(kinds))
        assert one(session, "SELECT count(*) FROM summary_group") == len({c for c, _ in kinds})
