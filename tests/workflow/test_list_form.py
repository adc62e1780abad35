"""A list on its form: judged as it would be kept, saved in one step, entered by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import text
from app.declaration.draft import MOST_LINES, amounts, faults
from app.declaration.fields import EditRefused
from app.documents.status import Status
from app.store.session import Session
from app.values.finding import Severity
from app.workflow.changing import change_list
from app.workflow.export import export
from app.workflow.list_form import Draft, Judged, ListForm, judge, read, save
from tests.helpers.builders import make_goods, make_session, put_goods
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import dump
from tests.helpers.lists import ON, compiled, declaring_company, list_ids

HEAD = {
    "order_no": "HAND-1",
    "platform_name": "测试平台",
    "carrier_name": "测试物流",
    "waybill_no": "WB-HAND-1",
    "currency": "USD",
    "country": "USA",
    "gross_weight": "1.2",
    "pieces": "1",
}
LINE = {"sku": "SKU-001", "declared_qty": "2", "price": "3.25"}


@pytest.fixture(scope="module")
def compiled_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A data file with two drafts, made once: it takes longer than most tests."""
    with make_session(tmp_path_factory.mktemp("lists")) as made:
        declaring_company(made)
        compiled(made, ["T-1", "T-2"])
    return made.path.read_bytes()


@pytest.fixture
def session(tmp_path: Path, compiled_file: bytes) -> Iterator[Session]:
    path = tmp_path / "test.sandan"
    path.write_bytes(compiled_file)
    with Session.open(path, clock=FixedClock()) as opened:
        yield opened


def form_of(session: Session, list_id: int = 1) -> ListForm:
    form = read(session.conn, list_id)
    assert form is not None
    return form


def with_line(draft: Draft, at: int = 0, **cells: str | None) -> Draft:
    lines = list(draft.lines)
    lines[at] = {**lines[at], **cells}
    return replace(draft, lines=tuple(lines))


def codes(judged: Judged) -> set[str]:
    return {each.finding.code for each in judged.form.findings}


# judging


def test_judging_keeps_nothing(session: Session) -> None:
    before = dump(session.conn)
    draft = with_line(form_of(session).draft(), declared_qty="7", line_total=None)
    judged = judge(session, 1, draft, on=ON)
    assert judged.form.lines[0]["line_total"] == "87.50"
    assert dump(session.conn) == before
    assert session.history()[0].verb == "lists"


def test_cells_left_to_the_program_follow_the_quantity(session: Session) -> None:
    draft = with_line(
        form_of(session).draft(),
        declared_qty="3",
        line_total=None,
        statutory_qty_1=None,
        net_weight=None,
    )
    line = judge(session, 1, draft, on=ON).form.lines[0]
    assert (line["statutory_qty_1"], line["net_weight"]) == ("1.2", "1.2")


def test_finding_offers_what_the_master_knows(session: Session) -> None:
    draft = with_line(form_of(session).draft(), statutory_qty_1="")
    found = {each.finding.code: each for each in judge(session, 1, draft, on=ON).form.findings}
    missing = found["precheck.statutory_qty_1"]
    assert (missing.field, missing.line) == ("statutory_qty_1", 1)
    assert missing.fills == {"statutory_qty_1": "0.4"}


def test_judged_finding_has_text_in_both_languages(session: Session) -> None:
    draft = Draft({}, (), ())
    found = judge(session, None, draft, on=ON).form.findings
    assert found
    for each in found:
        for language in text.LANGUAGES:
            assert "—" not in text.finding_text(each.finding, language)


def test_new_form_shows_the_companys_own_terms(session: Session) -> None:
    judged = judge(session, None, Draft({}, (), ()), on=ON)
    assert judged.own_head["customs_office"] == "2900"
    assert judged.own_head["export_date"] == ON.isoformat()
    for shown in (judged.own_head, judged.form.head, *judged.form.lines, *judged.own_lines):
        assert "待填" not in shown.values()
    for stood_in in ("gross_weight", "pieces", "total"):
        assert stood_in not in judged.own_head
        assert stood_in not in judged.form.head
    assert codes(judged) == {"list_form.needed", "list_form.no_lines"}


def test_incomplete_company_is_a_finding_not_an_error(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        judged = judge(session, None, Draft({}, (), ()), on=ON)
    assert "list_form.profile" in codes(judged)


# saving


def test_saving_is_one_step_that_undo_takes_back(session: Session) -> None:
    before = dump(session.conn)
    draft = form_of(session).draft()
    draft = Draft(
        {**draft.head, "gross_weight": "9", "net_weight": None},
        (*draft.lines, dict(LINE)),
        (*draft.origins, 0),
    )
    saved = save(session, 1, draft, on=ON)
    form = form_of(session, saved.id)
    assert [line["line_total"] for line in form.lines] == ["12.50", "6.50"]
    assert (form.head["total"], form.head["net_weight"]) == ("19.00", "1.2")
    assert not form.findings
    session.undo()
    assert dump(session.conn) == before


def test_saving_what_is_stored_makes_no_step(session: Session) -> None:
    save(session, 1, form_of(session).draft(), on=ON)
    assert session.history()[0].verb == "lists"


def test_saved_list_equals_what_was_judged(session: Session) -> None:
    draft = with_line(form_of(session).draft(), price="4.2", line_total=None, goods_name="另名")
    judged = judge(session, 1, draft, on=ON)
    save(session, 1, draft, on=ON)
    form = form_of(session)
    assert form.lines == judged.form.lines
    assert form.verdict == judged.form.verdict


def test_order_follows_its_list(session: Session) -> None:
    save(session, 1, with_line(form_of(session).draft(), price="4", line_total=None), on=ON)
    order = session.conn.execute(
        "SELECT lines_total_e5, goods_value_e5, payable_e5 FROM orders WHERE id = 1"
    ).fetchone()
    assert order == (400_000, 400_000, 400_000)


def test_middle_line_taken_out_leaves_the_others_whole(session: Session) -> None:
    draft = form_of(session).draft()
    three = Draft(
        draft.head,
        tuple({**LINE, "price": price} for price in ("1", "2", "3")),
        (1, 0, 0),
    )
    save(session, 1, three, on=ON)
    draft = form_of(session).draft()
    save(session, 1, Draft(draft.head, draft.lines[::2], draft.origins[::2]), on=ON)
    assert [line["price"] for line in form_of(session).lines] == ["1.00", "3.00"]
    prices = session.conn.execute("SELECT price_e5 FROM order_line WHERE order_id = 1 ORDER BY 1")
    assert [price for (price,) in prices] == [100_000, 300_000]


def test_shorter_goods_number_is_for_the_list_only(session: Session) -> None:
    save(session, 1, with_line(form_of(session).draft(), sku="SHORT"), on=ON)
    assert form_of(session).lines[0]["sku"] == "SHORT"
    assert session.conn.execute("SELECT sku FROM order_line WHERE order_id = 1").fetchone() == (
        "SKU-001",
    )


def test_other_article_replaces_the_ordered_one(session: Session) -> None:
    put_goods(session, [make_goods("SKU-002", goods_name="别的商品")])
    follow = dict.fromkeys(("goods_name", "hs_code", "company_goods_name"))
    save(session, 1, with_line(form_of(session).draft(), sku="SKU-002", **follow), on=ON)
    assert form_of(session).lines[0]["goods_name"] == "别的商品"
    assert session.conn.execute("SELECT sku FROM order_line WHERE order_id = 1").fetchone() == (
        "SKU-002",
    )


def test_written_list_is_not_edited_but_changed(session: Session, tmp_path: Path) -> None:
    export(session, outbox=tmp_path / "outbox")
    form = form_of(session)
    assert not form.is_editable
    with pytest.raises(EditRefused):
        save(session, 1, with_line(form.draft(), price="9", line_total=None), on=ON)
    change_list(session, 1, ())
    assert form_of(session).status is Status.DRAFT


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"declared_qty": "zwei"}, "declared_qty"),
        ({"declared_qty": ""}, "declared_qty"),
        ({"price": "", "line_total": ""}, "price"),
        ({"sku": " "}, "sku"),
        ({"net_weight": "-1"}, "net_weight"),
    ],
)
def test_what_cannot_be_kept_is_refused_where_it_stands(
    session: Session, cells: dict[str, str | None], field: str
) -> None:
    saved = save(session, 1, with_line(form_of(session).draft(), **cells), on=ON)
    assert [(each.field, each.line) for each in saved.faults] == [(field, 1)]
    assert session.history()[0].verb == "lists"


def test_full_width_digits_and_thousands_are_read(session: Session) -> None:
    draft = with_line(form_of(session).draft(), declared_qty="１，０００", line_total=None)
    save(session, 1, draft, on=ON)
    assert form_of(session).lines[0]["declared_qty"] == "1000"


# entering by hand


def test_entered_list_brings_its_order_and_waybill(session: Session) -> None:
    before = dump(session.conn)
    saved = save(session, None, Draft(HEAD, (dict(LINE),), (0,)), on=ON)
    form = form_of(session, saved.id)
    assert form.head["order_no"] == "HAND-1"
    assert (form.lines[0]["hs_code"], form.lines[0]["line_total"]) == ("3924100000", "6.50")
    assert not form.findings
    session.undo()
    assert dump(session.conn) == before


def test_entered_list_is_written_like_any_other(session: Session, tmp_path: Path) -> None:
    saved = save(session, None, Draft(HEAD, (dict(LINE),), (0,)), on=ON)
    own_no = form_of(session, saved.id).head["own_no"]
    outcome = export(session, [own_no], outbox=tmp_path / "outbox")
    assert outcome.counts["lists"] == 1
    assert "refused" not in outcome.counts


@pytest.mark.parametrize("taken", ["order_no", "waybill_no"])
def test_number_that_is_taken_is_refused(session: Session, taken: str) -> None:
    head = {**HEAD, taken: {"order_no": "T-1", "waybill_no": "WBT-1"}[taken]}
    with pytest.raises(EditRefused) as caught:
        save(session, None, Draft(head, (dict(LINE),), (0,)), on=ON)
    assert caught.value.code == "error.number_taken"
    assert len(list_ids(session)) == 2


# faults


@pytest.mark.parametrize("count", [MOST_LINES, MOST_LINES + 1])
def test_lines_fit_one_message(count: int) -> None:
    found = faults(Draft(HEAD, (LINE,) * count, (0,) * count), is_new=True)
    assert [each.code for each in found] == ["list_form.too_many_lines"] * (count > MOST_LINES)
    assert all(each.severity is Severity.BLOCKING for each in found)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"declared_qty": "3", "price": "1.1"}, (300_000, 110_000, 330_000)),
        ({"declared_qty": "3", "line_total": "10"}, (300_000, 333_333, 1_000_000)),
        ({"declared_qty": "0.5", "price": "0.00001"}, (50_000, 1, 1)),
        ({"declared_qty": "0", "price": "1"}, None),
        ({"declared_qty": "1" + "0" * 11, "price": "1"}, None),
        ({"declared_qty": "1"}, None),
    ],
)
def test_amounts_complete_each_other(
    cells: dict[str, str | None], expected: tuple[int, int, int] | None
) -> None:
    counted = amounts(cells)
    assert (counted and (counted.qty, counted.price, counted.total)) == expected
