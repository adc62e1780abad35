"""What the forms say: the data, marked until accepted, personal numbers hidden."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app import resources
from app.documents.filing import FilingStatus
from app.documents.status import Status
from app.documents.tax_sheet import Taxes, Unsettled
from app.printing.kinds import FormKind, Subject, form_of, kinds_of
from app.printing.layout import pages_of
from tests.printing.papers import (
    filing_paper,
    import_paper,
    line,
    list_paper,
    measure,
    setting,
    tax_paper,
)

LIST_FORMS = kinds_of(Subject.LIST)
NOT_YET = (
    *(Status.DRAFT, Status.PREPARED, Status.HANDED_OVER, Status.SAVED, Status.DECLARING),
    *(Status.SENT, Status.SEND_FAILED, Status.FAILED, Status.REJECTED, Status.UNKNOWN),
)


def said(kind: FormKind, paper: object, language: str = "zh_CN", *, reveal: bool = False) -> str:
    given = setting(language, reveal=reveal)
    form = form_of(kind, paper, given)  # type: ignore[arg-type]  # a test hands in the wrong one
    return "\n".join(text for page in pages_of(form, given.words, measure) for text in page.texts)


def test_every_status_has_a_mark_or_none() -> None:
    marks = resources.load_toml("printing/marks.toml")
    assert set(marks["list"]) == set(Status)
    assert set(marks["filing"]) == {*FilingStatus, "listed", "seen"}


@pytest.mark.parametrize("status", NOT_YET)
@pytest.mark.parametrize("kind", LIST_FORMS)
def test_what_customs_has_not_accepted_says_so(kind: FormKind, status: Status) -> None:
    form = form_of(kind, list_paper(status=status), setting())
    assert "未" in form.mark


def test_prepared_is_not_filed() -> None:
    paper = list_paper(status=Status.PREPARED)
    assert "已生成报文 · 未申报" in said(FormKind.CUSTOMS_LIST, paper)
    assert "not filed" in said(FormKind.CUSTOMS_LIST, paper, "en")


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.RELEASED, Status.CLEARED])
def test_what_is_accepted_is_not_marked(status: Status) -> None:
    assert form_of(FormKind.CUSTOMS_LIST, list_paper(status=status), setting()).mark == ""


@pytest.mark.parametrize("kind", LIST_FORMS)
def test_titles_come_in_pairs(kind: FormKind) -> None:
    chinese, english = (form_of(kind, list_paper(), setting(code)) for code in ("zh_CN", "en"))
    assert (chinese.title, chinese.subtitle) == (english.subtitle, english.title)


@pytest.mark.parametrize("kind", [FormKind.INVOICE, FormKind.PICK_LIST])
def test_personal_numbers_are_masked_unless_asked_for(kind: FormKind) -> None:
    hidden = said(kind, list_paper())
    assert "13800000002" not in hidden
    assert "110101190001010000" not in hidden
    assert "138******02" in hidden
    assert "13800000002" in said(kind, list_paper(), reveal=True)


@pytest.mark.parametrize("reveal", [False, True])
@pytest.mark.parametrize(
    "kind", [FormKind.CUSTOMS_LIST, FormKind.PACKING_LIST, FormKind.CUSTOMS_ENTRY]
)
def test_papers_that_need_no_personal_numbers_have_none(kind: FormKind, reveal: bool) -> None:
    text = said(kind, list_paper(), reveal=reveal)
    assert not any(start in text for start in ("138", "1101"))


def test_english_papers_name_the_goods_in_english_where_the_master_does() -> None:
    paper = list_paper(lines=(line(1), line(2, goods_name_en="")))
    text = said(FormKind.INVOICE, paper, "en")
    assert "Test goods 1" in text
    assert "测试商品第2款" in text


def test_an_unknown_statutory_quantity_is_not_written_as_zero() -> None:
    paper = list_paper(lines=(line(statutory_qty_1_e5=None),))
    assert "— 千克" in said(FormKind.CUSTOMS_LIST, paper)


def test_markup_in_a_name_is_printed_as_it_is() -> None:
    paper = list_paper(lines=(line(goods_name="<b>盒</b>"),))
    assert "<b>盒</b>" in said(FormKind.CUSTOMS_ENTRY, paper).replace("\n", "")


def test_quantities_of_different_units_are_not_added() -> None:
    with_total = said(FormKind.PICK_LIST, list_paper(2))
    without = said(FormKind.PICK_LIST, list_paper(2, lines_qty_e5=None))
    assert "合计" in with_total
    assert "合计" not in without


def test_a_filing_sheet_says_where_the_filing_stands() -> None:
    text = said(FormKind.FILING_SHEET, filing_paper("sent"))
    assert "备案审核中" in text
    assert "9999960004" in text
    assert "2026-11-02" in text
    assert form_of(FormKind.FILING_SHEET, filing_paper("approved"), setting()).mark == ""


def test_a_form_is_made_of_its_own_documents_only() -> None:
    with pytest.raises(TypeError):
        said(FormKind.FILING_SHEET, list_paper())


@pytest.mark.parametrize(
    ("language", "names"),
    [("zh_CN", ("2 纸箱", "502 美国")), ("en", ("2 Box/case of paper", "502 United States"))],
)
def test_codes_of_the_old_lists_are_named(language: str, names: tuple[str, ...]) -> None:
    paper = list_paper(wrap_type="2", destination_port="502")
    text = said(FormKind.CUSTOMS_LIST, paper, language).replace("\n", " ")
    assert all(name in text for name in names)


def test_an_import_list_carries_its_own_fields() -> None:
    text = said(FormKind.CUSTOMS_LIST, import_paper(2))
    for value in (
        "跨境电子商务零售进口申报清单",
        "T2900W000001",
        "测试区内企业",
        "R002",
        "进口日期",
    ):
        assert value in text
    assert "出口日期" not in text
    assert "汇总申报" not in text


def test_the_buyer_of_an_import_list_is_masked_unless_asked_for() -> None:
    number = "110101190001010000"
    hidden, shown = (said(FormKind.CUSTOMS_LIST, import_paper(), reveal=each) for each in (0, 1))
    assert "110*************00" in hidden
    assert "Test Buyer 01" not in hidden
    assert number not in hidden
    assert number in shown
    assert "Test Buyer 01" in shown


def test_the_working_says_every_step_and_its_law() -> None:
    text = said(FormKind.TAX_WORKING, tax_paper(2)).replace("\n", "")
    assert text.count("12.50 × 13% × 70% = 1.1375 → 1.14") == 2
    assert (
        text.count(
            "增值税系数 0.70：财关税〔2016〕18号（2016-04-08 起；依据可靠；核对 2026-11-16）"
        )
        == 2
    )
    assert "2.28" in text


def test_the_working_of_a_list_without_taxes_says_so() -> None:
    paper = replace(tax_paper(), taxes=None)
    assert "本清单没有可计算的进口税款" in said(FormKind.TAX_WORKING, paper)


def test_what_is_not_known_is_no_zero_in_the_working() -> None:
    unknown = Taxes(Decimal(0), None, Decimal(0), None)
    missing = (Unsettled("vat", "3924100000", "", 1),)
    text = said(FormKind.TAX_WORKING, tax_paper(estimate=unknown, unsettled=missing))
    assert "增值税" in text
    assert "—" in text
