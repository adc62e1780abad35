"""What stands where: pages, headings, totals; nothing outside the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.printing.form import Form
from app.printing.kinds import FormKind, Subject, form_of, kinds_of
from app.printing.layout import MARK, pages_of
from app.printing.page import Box, Ink, Mark, Page, Sheet, Text
from app.values.decimals import decimal_from_text, e5_from_decimal
from tests.printing.papers import line, list_paper, measure, setting

MANY = 60


def pages(form: Form, language: str = "zh_CN") -> list[Page]:
    return pages_of(form, setting(language).words, measure)


def customs_list(count: int = 1, /, **given: object) -> Form:
    return form_of(FormKind.CUSTOMS_LIST, list_paper(count, **given), setting())


def after(page: Page, caption: str) -> str:
    """The text that comes after a caption."""
    return page.texts[page.texts.index(caption) + 1]


def test_a_short_list_is_one_page_with_one_total() -> None:
    (page,) = pages(customs_list(2))
    assert after(page, "合计") == "25.00"
    assert "本页小计" not in page.texts
    assert "第 1 页 共 1 页" in page.texts


def test_head_heading_and_foot_stand_on_every_page() -> None:
    found = pages(customs_list(MANY))
    assert len(found) > 2
    for number, page in enumerate(found, 1):
        assert "跨境电子商务零售出口申报清单" in page.texts
        assert "SD26110000001" in page.texts
        assert "操作员 测试员 · 打印时间 2026-11-16 09:30" in page.texts
        assert f"第 {number} 页 共 {len(found)} 页" in page.texts
        assert ("商品编码" in page.texts) == ("本页小计" in page.texts)


def test_page_totals_come_to_the_grand_total() -> None:
    found = pages(customs_list(MANY))
    totals = [after(page, "本页小计") for page in found if "本页小计" in page.texts]
    assert len(totals) > 1
    grand = after(found[-1], "合计")
    assert sum(map(decimal_from_text, totals)) == decimal_from_text(grand)
    assert e5_from_decimal(decimal_from_text(grand)) == list_paper(MANY).lines_total_e5


def test_every_line_is_there_once() -> None:
    texts = [text for page in pages(customs_list(MANY)) for text in page.texts]
    assert [text for text in texts if text.startswith("SKU-")] == [
        f"SKU-{number:03d}" for number in range(1, MANY + 1)
    ]


def test_an_unknown_weight_makes_the_total_unknown_not_smaller() -> None:
    paper = list_paper(2, lines=(line(1), line(2, net_weight_e5=None)), lines_net_weight_e5=None)
    (page,) = pages(form_of(FormKind.PACKING_LIST, paper, setting()))
    total = page.texts.index("合计")
    assert page.texts[total + 1 : total + 3] == ["2", "—"]


def test_a_row_higher_than_the_page_goes_on_overleaf() -> None:
    long = "规格" * 3000
    found = pages(customs_list(1, lines=(line(1, goods_spec=long),)))
    assert len(found) > 1
    texts = [text for page in found for text in page.texts]
    assert sum(len(text) for text in texts if set(text) <= {"规", "格"}) == len(long)


@pytest.mark.parametrize("kind", kinds_of(Subject.LIST))
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_reaches_beyond_the_margins(kind: FormKind, language: str) -> None:
    paper = list_paper(MANY, consignee_address="1 Test Street, Testtown " * 12, note="备注" * 300)
    found = pages(form_of(kind, paper, setting(language)), language)
    for page in found:
        for item in page.items:
            if isinstance(item, Text):
                assert item.x >= 10
                assert item.x + measure(item.text, item.font) <= page.width - 10, item
                assert 10 <= item.y <= page.height - 10
            elif isinstance(item, Box):
                assert 10 <= item.x <= item.x + item.width <= page.width - 10
                assert 10 <= item.y <= item.y + item.height <= page.height - 10


def test_a_long_mark_gets_smaller_not_cut() -> None:
    form = replace(customs_list(), mark="Message made · not filed yet")
    mark = next(item for item in pages(form)[0].items if isinstance(item, Mark))
    assert mark.font.points < MARK.points
    assert measure(mark.text, mark.font) <= pages(form)[0].width


@pytest.mark.parametrize("count", range(20, 42))
@pytest.mark.parametrize("kind", [FormKind.INVOICE, FormKind.PACKING_LIST, FormKind.CUSTOMS_LIST])
def test_no_page_has_signatures_only(kind: FormKind, count: int) -> None:
    last = pages(form_of(kind, list_paper(count), setting()))[-1]
    assert "单位签章" in last.texts
    assert "合计" in last.texts
    assert any(text.startswith("SKU-") for text in last.texts)


def test_what_needs_fewer_pages_set_closer_is_set_closer() -> None:
    def height_of_row(count: int) -> float:
        (page, *more) = pages(form_of(FormKind.INVOICE, list_paper(count), setting()))
        assert not more
        return next(
            item.y for item in page.items if isinstance(item, Text) and item.text == "SKU-004"
        )

    assert height_of_row(25) > height_of_row(30)


@pytest.mark.parametrize("sheet", [Sheet.A5, Sheet.LABEL])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_pick_list_stays_within_smaller_sheets(sheet: Sheet, language: str) -> None:
    given = replace(setting(language), sheet=sheet)
    paper = list_paper(30, own_no="SD-2026-11-0000000001", waybill_no="W" * 60)
    found = pages(form_of(FormKind.PICK_LIST, paper, given), language)
    assert {(page.width, page.height) for page in found} == {sheet.size}
    for page in found:
        for item in page.items:
            if isinstance(item, Text):
                assert 5 <= item.x <= item.x + measure(item.text, item.font) <= page.width - 5, item
                assert 5 <= item.y <= page.height - 5
    assert sum(text.startswith("SKU-") for page in found for text in page.texts) == 30


def test_a_sheet_is_for_forms_that_fit_on_it() -> None:
    given = replace(setting(), sheet=Sheet.LABEL)
    assert form_of(FormKind.INVOICE, list_paper(), given).size == Sheet.A4.size


def test_the_mark_stands_over_what_is_shaded() -> None:
    (page,) = pages(customs_list(2))
    mark = next(at for at, item in enumerate(page.items) if isinstance(item, Mark))
    shades = [at for at, i in enumerate(page.items) if isinstance(i, Box) and i.ink is Ink.SHADE]
    assert len(shades) == 2
    assert max(shades) < mark
