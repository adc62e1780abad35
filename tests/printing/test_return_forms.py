"""The request of a return and its evidence on paper: what is said, missing, masked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.documents.paper import ReturnPaper
from app.documents.returning import Condition, PaperKind, ReasonKind
from app.documents.status import Status
from app.printing.evidence import PDF, beside_pack
from app.printing.kinds import FormKind, form_of, pages_of_kind
from app.printing.page import Page, Picture
from app.text import text
from tests.printing.papers import (
    attached,
    import_return,
    list_paper,
    measure,
    return_paper,
    setting,
)

REQUEST, PACK = FormKind.RETURN_REQUEST, FormKind.RETURN_EVIDENCE
LANGUAGES = pytest.mark.parametrize("language", ["zh_CN", "en"])


def pages(kind: FormKind, paper: ReturnPaper, language: str = "zh_CN", **how: Any) -> list[Page]:
    return pages_of_kind(kind, paper, setting(language, **how), measure)


def said(kind: FormKind, paper: ReturnPaper, language: str = "zh_CN", **how: Any) -> str:
    return "\n".join(text for page in pages(kind, paper, language, **how) for text in page.texts)


def pictures(page: Page) -> list[Picture]:
    return [item for item in page.items if isinstance(item, Picture)]


# --- the request ----------------------------------------------------------------------------


@LANGUAGES
def test_request_says_which_goods_of_which_list(language: str) -> None:
    words = said(REQUEST, return_paper(), language)
    for value in ("290020261116000001", "SKU-001", "12.50", "BACK-1", "9661", "尺码不合适"):
        assert value in words


@LANGUAGES
def test_import_request_names_the_buyer_and_masks_him(language: str) -> None:
    paper = import_return()
    buyer = paper.original
    hidden, shown = said(REQUEST, paper, language), said(REQUEST, paper, language, reveal=True)
    for value in (buyer.buyer_id_no, buyer.buyer_phone, buyer.buyer_name):
        assert value
        assert value not in hidden
        assert value in shown


def test_titles_tell_the_directions_apart() -> None:
    export, imported = (
        form_of(REQUEST, one, setting()) for one in (return_paper(), import_return())
    )
    assert ("出口" in export.title, "进口" in imported.title) == (True, True)
    english = form_of(REQUEST, return_paper(), setting("en"))
    assert (english.title, english.subtitle) == (export.subtitle, export.title)


@pytest.mark.parametrize("reason", ReasonKind)
@pytest.mark.parametrize("condition", Condition)
def test_every_reason_and_condition_has_words(reason: str, condition: str) -> None:
    paper = return_paper(reason_kind=reason, condition=condition)
    for language in ("zh_CN", "en"):
        assert "return_" not in said(REQUEST, paper, language)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PREPARED, Status.SENT, Status.REJECTED])
def test_what_customs_has_not_taken_up_says_so(status: Status) -> None:
    assert "未" in form_of(REQUEST, return_paper(status=status), setting()).mark


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REVIEWED, Status.RELEASED])
def test_what_customs_has_taken_up_is_not_marked(status: Status) -> None:
    assert form_of(REQUEST, return_paper(status=status), setting()).mark == ""


@pytest.mark.parametrize("closed", ["withdrawn", "lapsed"])
def test_what_counts_no_more_is_void(closed: str) -> None:
    assert "作废" in form_of(REQUEST, return_paper(closed=closed), setting()).mark


def test_unknown_is_a_dash_and_never_nothing() -> None:
    words = said(REQUEST, return_paper(return_mode="", value_total_e5=0))
    assert "—" in words


# --- the pack -------------------------------------------------------------------------------


@LANGUAGES
def test_pages_follow_the_content_page(language: str) -> None:
    paper = return_paper(
        attached(1, PaperKind.REFUND, "refund.png"),
        *(attached(at, PaperKind.PHOTO, f"photo{at}.jpg") for at in range(2, 5)),
    )
    found = pages(PACK, paper, language)
    contents = found[0].texts
    for place, (title, at) in enumerate(
        [(pages(REQUEST, paper, language)[0].texts[0], 2), ("refund.png", 5), ("photo2.jpg", 6)]
    ):
        assert any(title in text for text in contents), (place, title)
        assert any(title in text for text in found[at - 1].texts), (place, title)
    assert "6–7" in contents
    assert [len(pictures(page)) for page in found] == [0, 0, 0, 0, 1, 2, 1]
    for number, page in enumerate(found, 1):
        assert text("printing.page", language, page=number, pages=len(found)) in page.texts


def test_missing_papers_are_named() -> None:
    contents = pages(PACK, return_paper(parcels=()))[0].texts
    assert contents.count("缺：尚未附上") == 4  # waybill, refund, tax, photos
    assert len(pages(PACK, return_paper(parcels=()))) == 3


def test_import_needs_no_tax_certificate() -> None:
    assert "税务证明" not in said(PACK, import_return())


def test_a_number_is_no_certificate() -> None:
    contents = pages(PACK, return_paper(tax_repaid="证-001"))[0].texts
    assert "缺原件：只登记了编号 证-001" in contents


def test_pdf_is_named_and_stands_beside() -> None:
    paper = return_paper(
        attached(7, PaperKind.REFUND, "退款/回单?.PDF", media=PDF), attached(8, PaperKind.REFUND)
    )
    (beside,) = beside_pack(paper)
    assert (beside.attachment_id, beside.name) == (7, "SDR26110000001_5.1_回单.pdf")
    contents = pages(PACK, paper)[0].texts
    assert f"PDF 另附：{beside.name}" in contents
    assert any("不能并入" in text for text in contents)
    assert not any("不能并入" in text for text in pages(PACK, return_paper())[0].texts)


def test_photos_with_a_pdf_among_them_are_listed_one_by_one() -> None:
    paper = return_paper(
        attached(1, PaperKind.PHOTO, "a.png"), attached(2, PaperKind.PHOTO, "b.pdf", media=PDF)
    )
    contents = pages(PACK, paper)[0].texts
    assert {"7.1", "7.2"} <= set(contents)


def test_long_content_goes_over_pages_and_the_numbers_stay_right() -> None:
    many = [attached(at, PaperKind.OTHER, f"paper-{at:02d}.png") for at in range(60)]
    found = pages(PACK, return_paper(*many))
    contents = [page for page in found if "退货资料包" in page.texts]
    assert len(contents) > 1
    at = next(no for no, page in enumerate(found, 1) if "8.1 paper-00.png" in page.texts)
    cells = contents[0].texts
    assert cells[cells.index("8.1") + 2] == str(at)


def test_pack_masks_the_buyer_throughout() -> None:
    paper = import_return()
    words = said(PACK, paper)
    assert paper.original.buyer_id_no not in words
    assert paper.original.buyer_phone not in words


def test_a_pack_is_no_single_form() -> None:
    with pytest.raises(KeyError):
        form_of(PACK, return_paper(), setting())
    with pytest.raises(TypeError):
        pages_of_kind(PACK, list_paper(), setting(), measure)


def test_figures_stay_on_their_pages() -> None:
    many = [attached(at, PaperKind.PHOTO) for at in range(5)]
    for page in pages(PACK, return_paper(*many)):
        for one in pictures(page):
            assert one.y >= 33
            assert one.y + one.height <= page.height - 17.9
    taller = replace(many[0], note="很长的说明" * 40)
    assert pages(PACK, return_paper(taller))
