"""Make the typefaces in `resources/fonts` from the complete ones they are taken from.

Usage: python packaging/subset_fonts.py FONT...     (needs fonttools; not part of the environment)

FONT is any of NotoSansCJK-Regular.ttc, NotoSansCJK-Medium.ttc (Noto Sans CJK 2.004),
JetBrainsMono-Regular.ttf, JetBrainsMono-Medium.ttf (JetBrains Mono 2.242); Debian packages
fonts-noto-cjk, fonts-noto-cjk-extra and fonts-jetbrains-mono hold them. The made faces have a
name of their own, so that a computer which has the complete one does not mix the two up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "resources" / "fonts"
RARE_NAMES = Path(__file__).with_name("rare_characters.txt")

READ_BY_PEOPLE = (".toml", ".csv", ".md")
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C)]
SIGNS = range(0x2010, 0x2800)  # punctuation, currencies, arrows, ①, shapes, ✓: what the font has
WIDE = [*range(0x3000, 0x3040), *range(0x3200, 0x3400), *range(0xFE30, 0xFE50)]
WIDE += range(0xFF01, 0xFFE7)


@dataclass(frozen=True)
class Source:
    """`number` is the face inside a collection; `old` and `new` are its family, `chinese` says
    whether it brings the Chinese characters."""

    old: str
    new: str
    number: int
    chinese: bool


NOTO = Source("Noto Sans CJK SC", "Sandan Sans", 2, chinese=True)
JETBRAINS = Source("JetBrains Mono", "Sandan Mono", -1, chinese=False)
SOURCES = {
    "NotoSansCJK-Regular": NOTO,
    "NotoSansCJK-Medium": NOTO,
    "JetBrainsMono-Regular": JETBRAINS,
    "JetBrainsMono-Medium": JETBRAINS,
}


def gb2312() -> Iterator[int]:
    """Both levels (6,763 characters), with kana, Greek, Cyrillic and the signs of the standard."""
    for first in range(0xA1, 0xF8):
        for second in range(0xA1, 0xFF):
            yield from map(ord, bytes([first, second]).decode("gb2312", "ignore"))


def big5_common() -> Iterator[int]:
    """The 5,401 characters in common use of Big5: addresses in Hong Kong, Macao and Taiwan."""
    for first in range(0xA4, 0xC7):
        for second in [*range(0x40, 0x7F), *range(0xA1, 0xFF)]:
            yield from map(ord, bytes([first, second]).decode("big5", "ignore"))


def shipped_texts() -> Iterator[int]:
    """Every character in a text, code table or rule that ships with the program."""
    for path in (ROOT / "resources").rglob("*"):
        if path.suffix in READ_BY_PEOPLE:
            yield from map(ord, path.read_text(encoding="utf-8"))


def characters(source: Source) -> set[int]:
    """The code points a face shall have, as far as its source has them."""
    wanted = {*LATIN, *SIGNS}
    if source.chinese:
        rare = "".join(RARE_NAMES.read_text(encoding="utf-8").splitlines()[1:])
        wanted |= {*WIDE, *gb2312(), *big5_common(), *shipped_texts(), *map(ord, rare)}
    return wanted


def renamed(text: str, source: Source) -> str:
    """A name of the font with the family replaced, also where it is written without spaces."""
    short_old = source.old.replace("CJK SC", "CJKsc").replace(" ", "")
    return text.replace(source.old, source.new).replace(short_old, source.new.replace(" ", ""))


def rename(font: TTFont, source: Source) -> None:
    """Give the font its own name; copyright and licence stay, the trademark (7) does not apply."""
    names = font["name"]
    names.names = [entry for entry in names.names if entry.nameID != 7]
    for entry in names.names:
        if entry.nameID in (1, 3, 4, 6, 16):
            entry.string = renamed(entry.toUnicode(), source)
        if entry.nameID == 10:
            entry.string = f"Subset of {source.old}"
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames = [names.getDebugName(6)]
        table.topDictIndex[0].FullName = names.getDebugName(4)
        table.topDictIndex[0].FamilyName = source.new


def subset(path: Path) -> Path:
    """Make one face. Digits keep one width; hinting and what nobody switches on are left out."""
    source = SOURCES[path.stem]
    options = Options(
        layout_features=["kern", "ccmp", "mark"],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        name_languages=[0x409],
        drop_tables=["DSIG", "BASE", "VORG", "vhea", "vmtx", "gasp"],
    )
    font = TTFont(path, fontNumber=source.number, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(source))
    subsetter.subset(font)
    rename(font, source)
    ending = "otf" if "CFF " in font else "ttf"
    target = FONTS / f"{font['name'].getDebugName(6)}.{ending}"
    font.save(target)
    return target


def main() -> None:
    """Make a face from each file named on the command line."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for name in sys.argv[1:]:
        target = subset(Path(name))
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
