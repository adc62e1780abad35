"""The shipped faces are used, and have every character the program can show."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF, QRawFont
from pytestqt.qtbot import QtBot

from app import resources
from app.ui.fonts import Families, body_font, load_fonts
from app.ui.metrics import Metrics

ROOT = Path(__file__).resolve().parents[2]
FACES = sorted(path.name for path in (ROOT / "resources/fonts").glob("*.[ot]tf"))
PUNCTUATION = "，。、；：？！“”‘’（）【】《》〈〉「」〔〕—…·～￥％ ,.;:?!'\"()[]<>-%&#@*+=/\\|_"
SIGNS = "¥€£$₩¢←↑→↓✓✕›‹•×÷±≠≤≥−▾▴▸●○■"


def missing(text: str, *faces: str) -> set[str]:
    """The characters that none of these faces has."""
    fonts = [QRawFont(str(ROOT / "resources/fonts" / face), 13) for face in faces]
    return {
        character
        for character in set(text)
        if character.isprintable()
        and not any(font.supportsCharacter(ord(character)) for font in fonts)
    }


def shown() -> str:
    """Every text that ships to be read: texts, code tables, messages, help."""
    names = resources.names("text", ".toml") + resources.names("codes", ".csv")
    names += resources.names("ceb", ".csv") + resources.names("help", ".md")
    return "".join((resources.root() / name).read_text(encoding="utf-8") for name in names)


def test_both_families_are_the_shipped_ones(qtbot: QtBot) -> None:
    assert load_fonts() == Families("Sandan Sans", "Sandan Mono")
    assert QFontInfo(body_font(Metrics())).family() == "Sandan Sans"
    assert QFontInfo(QFont("Sandan Mono")).family() == "Sandan Mono"


@pytest.mark.parametrize("family", ["Sandan Sans", "Sandan Mono"])
def test_each_family_has_regular_and_medium(qtbot: QtBot, family: str) -> None:
    load_fonts()
    assert set(QFontDatabase.styles(family)) == {"Regular", "Medium"}


@pytest.mark.parametrize("weight", ["Regular", "Medium"])
def test_chinese_face_has_gb2312(qtbot: QtBot, weight: str) -> None:
    hanzi = b"".join(
        bytes([first, second]) for first in range(0xB0, 0xF8) for second in range(0xA1, 0xFF)
    ).decode("gb2312", "ignore")
    assert len(hanzi) == 6763
    assert not missing(hanzi, f"SandanSans-{weight}.otf")


def test_chinese_face_has_rare_characters_of_names(qtbot: QtBot) -> None:
    rare = (ROOT / "packaging/rare_characters.txt").read_text(encoding="utf-8")
    assert not missing(rare, "SandanSans-Regular.otf")


@pytest.mark.parametrize("weight", ["Regular", "Medium"])
def test_every_shipped_text_can_be_shown(qtbot: QtBot, weight: str) -> None:
    text = shown() + PUNCTUATION + SIGNS
    assert not missing(text, f"SandanSans-{weight}.otf", f"SandanMono-{weight}.ttf")


@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.Medium])
def test_figures_stand_in_columns(qtbot: QtBot, weight: QFont.Weight) -> None:
    font = body_font(Metrics())
    font.setWeight(weight)
    widths = {QFontMetricsF(font).horizontalAdvance(f"{n}{n},{n}{n}.{n}{n}") for n in range(10)}
    assert len(widths) == 1


def test_codes_have_one_width(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(QFont(load_fonts().mono))
    assert len({metrics.horizontalAdvance(character) for character in "iIlO0W1-"}) == 1


@pytest.mark.parametrize("face", FACES)
def test_a_face_is_small(face: str) -> None:
    limit = 3_000_000 if face.startswith("SandanSans") else 100_000
    assert (ROOT / "resources/fonts" / face).stat().st_size < limit


def test_licence_lies_beside_the_fonts_and_the_notice_names_them() -> None:
    licence = (ROOT / "resources/fonts/OFL.txt").read_text(encoding="utf-8")
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    for family in ("Sandan Sans", "Sandan Mono"):
        assert family in licence
        assert family in notice


@pytest.fixture
def broken_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A packaged program whose fonts were damaged."""
    (tmp_path / "resources/fonts").mkdir(parents=True)
    for face in FACES:
        (tmp_path / "resources/fonts" / face).write_bytes(b"not a font")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    resources.root.cache_clear()
    load_fonts.cache_clear()
    yield
    resources.root.cache_clear()
    load_fonts.cache_clear()


@pytest.mark.usefixtures("broken_bundle")
def test_damaged_fonts_are_replaced_by_the_system_s(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    families = load_fonts()
    assert families.ui
    assert families.mono
    assert "Sandan" not in families.ui + families.mono
    assert caplog.text.count("cannot be loaded") == len(FACES)
