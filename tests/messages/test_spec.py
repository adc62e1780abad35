"""The tables of the specification, as compiled and as loaded."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from app import resources, text
from app.messages.ceb import spec as tables
from app.messages.ceb.spec import FieldType, Flow, Required, messages, spec, transport_messages
from app.values.finding import DocumentKind
from tests.messages.builders import REFERENCE

ROOT = Path(__file__).resolve().parents[2]


def compiler() -> ModuleType:
    path = ROOT / "packaging" / "compile_messages.py"
    loading = importlib.util.spec_from_file_location("compile_messages", path)
    assert loading is not None
    assert loading.loader is not None
    module = importlib.util.module_from_spec(loading)
    loading.loader.exec_module(module)
    return module


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference is not at hand")
def test_the_tables_are_what_the_reference_compiles_to(tmp_path: Path) -> None:
    compiler().compile_all(REFERENCE, tmp_path)
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    kept = {name: (ROOT / "resources/ceb" / name).read_text(encoding="utf-8") for name in made}
    assert made == kept


def test_there_are_forty_five_messages() -> None:
    assert (len(messages()), len(transport_messages())) == (42, 3)


@pytest.mark.parametrize("message", messages())
def test_a_message_is_whole(message: str) -> None:
    one = spec(message)
    assert one.number in one.head.position
    assert (one.flow is Flow.RECEIPT) == (one.signature == "none")
    assert all(spec(receipt).flow is Flow.RECEIPT for receipt in one.receipts)
    assert bool(one.receipts) == (one.flow is Flow.DECLARE)
    for node in (one.head, one.line) if one.line else (one.head,):
        assert len(node.position) == len(node.fields)
        for field in node.fields:
            assert field.zh
            assert field.en
            assert field.source
            assert field.confidence in ("official", "conflict", "observed")
            assert (field.type is FieldType.DECIMAL) == (field.decimals > 0)


def test_export_signs_before_the_extension_and_import_after_it() -> None:
    assert spec("CEB603").signature == "before"
    assert spec("CEB621").signature == "after"


def test_a_message_is_found_by_any_of_its_names() -> None:
    assert spec("603") is spec("CEB603") is spec("CEB603Message")
    with pytest.raises(KeyError):
        spec("CEB999")


def test_official_misspellings_are_kept() -> None:
    assert "acturalPaid" in spec("CEB311").head.position
    names = {field.name for field in tables.node("DxpMsg", "TransInfo").fields}
    assert "CreatTime" in names
    assert "RecevierId" in tables.node("DxpRep", "DxpRep").position
    assert "coElNo" in spec("CEB213").head.position
    assert "POD" in spec("CEB603").head.position


def test_misprints_never_lead_to_a_name_nobody_has() -> None:
    known = {one.document for one in map(spec, messages())}
    for one in map(spec, messages()):
        known |= {one.head.name, *one.head.position}
        known |= {one.line.name, *one.line.position} if one.line else set()
    assert set(tables.misprints().values()) <= known


@pytest.mark.parametrize(
    ("message", "name", "form", "required"),
    [
        ("CEB603", "copNo", "C..30", Required.MUST),
        ("CEB603", "gcode", "C10", Required.MUST),
        ("CEB603", "freight", "N19,5", Required.MUST),
        ("CEB603", "packNo", "N9", Required.MUST),
        ("CEB603", "billNo", "C..37", Required.WHEN),
        ("CEB603", "note", "C..1000", Required.MAY),
        ("CEB213", "tradeMode", "C4", Required.SHOULD),
        ("CEB625", "buyerIdNumber", "C..20", Required.MUST),  # the PDF's, shorter than the schema's
        ("CEB604", "preNo", "C18", Required.MAY),  # receipts: required only when both texts say so
        ("CEB900", "oriBizMessage", "C..", Required.MUST),
    ],
)
def test_fields_as_the_specification_states_them(
    message: str, name: str, form: str, required: Required
) -> None:
    one = spec(message)
    nodes = (one.head, one.line) if one.line else (one.head,)
    field = next(field for node in nodes for field in node.fields if field.name == name)
    assert (field.form_text, field.required) == (form, required)


def test_subjects_that_are_stored_have_a_kind() -> None:
    assert spec("CEB604").subject.kind is DocumentKind.DECLARATION_LIST
    assert spec("CEB303").subject.kind is DocumentKind.ORDER
    assert spec("CEB508").subject.kind is None


def test_every_source_is_explained() -> None:
    known = {row["id"] for row in resources.iter_csv("ceb/sources.csv")}
    for name in ("fields", "status_codes", "error_codes", "info_codes"):
        for row in resources.iter_csv(f"ceb/{name}.csv"):
            assert set(row["source"].split(";")) <= known


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_code_the_engine_uses_has_a_text(language: str) -> None:
    folder = ROOT / "app" / "messages"
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    codes = set(re.findall(r'"(messages\.[a-z_]+)"', sources))
    assert len(codes) > 25
    for code in codes:
        assert text.text(code, language) or text.text(code, language, "title"), code
        assert text.text(code, language, "fix") or text.text(code, language, "hint"), code
