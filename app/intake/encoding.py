"""In which encoding a text file was written: a fixed order of questions and how sure the answer is.

Byte order mark, then UTF-8, then GB18030, then UTF-16 without a mark, at last Windows-1252.
Statistical detectors are not used: they call short GBK files Big5 (dependencies.md 3.4).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.files import in_words
from app.intake.errors import CannotOpen, IntakeError

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a person may choose instead of the guess; Amazon Japan writes Shift-JIS, Taiwan Big5.
CHOICES = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5", "cp932", "cp1252")
_OTHER_RUNS = re.compile("[^\x00-\x7f]+")
_ENOUGH = 80  # per cent of lines that decide in a file of mixed encodings


class Certainty(StrEnum):
    """How sure a guess is."""

    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """A Python codec name. `is_whole` = every byte of the file fits it; otherwise single lines were
    written in another one."""

    name: str
    certainty: Certainty
    is_whole: bool = True


def guess_encoding(path: Path) -> EncodingGuess:
    """Guess by reading the whole file once. Raises CannotOpen, and IntakeError for a line of over a
    megabyte: no table has one, and it would not fit into bounded memory."""
    sample = next(_blocks(path), b"")
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return EncodingGuess(name, Certainty.SURE, fits(path, name))
    if (utf16 := _utf16_without_mark(sample)) and fits(path, utf16):
        return EncodingGuess(utf16, Certainty.LIKELY)
    if fits(path, "utf-8"):
        return _utf8_or_short_gbk(sample)
    if _share_of_lines(sample, "utf-8") >= _ENOUGH:
        return EncodingGuess("utf-8", Certainty.LIKELY, is_whole=False)
    if fits(path, "gb18030"):
        return EncodingGuess("gb18030", _how_chinese(sample))
    if _share_of_lines(sample, "gb18030") >= _ENOUGH:
        return EncodingGuess("gb18030", Certainty.DOUBTFUL, is_whole=False)
    name = "cp1252" if fits(path, "cp1252") else "latin-1"
    return EncodingGuess(name, Certainty.DOUBTFUL)


def chosen_encoding(path: Path, name: str) -> EncodingGuess:
    """The encoding a person chose. Raises IntakeError for one that is not offered."""
    if name not in CHOICES:
        raise IntakeError("intake.unknown_encoding", encoding=name)
    return EncodingGuess(name, Certainty.SURE, fits(path, name))


def fits(path: Path, name: str) -> bool:
    """Whether every byte of the file belongs to this encoding."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for block in _blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if len(block) == _BLOCK and b"\n" not in block and b"\r" not in block:
                    raise IntakeError("intake.huge_line", file=path.name)
                yield block
    except OSError as error:
        raise CannotOpen(file=path.name, **in_words(error, "reason")) from error


def _utf16_without_mark(sample: bytes) -> str:
    """The zero bytes of ASCII signs (commas, digits, line ends) all stand on one side."""
    low, high = sample[1::2].count(0), sample[::2].count(0)
    if (low + high) * 50 < len(sample) or 10 * min(low, high) > max(low, high):
        return ""
    return "utf-16-le" if low > high else "utf-16-be"


def _utf8_or_short_gbk(sample: bytes) -> EncodingGuess:
    """A few GBK characters can happen to be valid two-byte UTF-8: decided by what would be read.

    Real UTF-8 of that kind holds single letters and signs (é, £) among Latin ones; mistaken GBK
    gives runs of rare letters or control characters, and reads as common Chinese."""
    text = sample.decode("utf-8", "ignore")
    others = _OTHER_RUNS.findall(text)
    if not others:
        return EncodingGuess("utf-8", Certainty.SURE)
    if any(sign >= "\u0800" for run in others for sign in run):
        return EncodingGuess("utf-8", Certainty.SURE)
    try:
        chinese = sample.decode("gb18030")
    except UnicodeDecodeError:
        return EncodingGuess("utf-8", Certainty.SURE)
    is_alone = all(len(run) == 1 and run >= "\xa0" for run in others)
    if is_alone or not _is_common_chinese(chinese):
        return EncodingGuess("utf-8", Certainty.LIKELY if is_alone else Certainty.DOUBTFUL)
    return EncodingGuess("gb18030", Certainty.DOUBTFUL)


def _is_common_chinese(text: str) -> bool:
    """Whether nearly all of its other signs are in GB 2312, the characters of daily life."""
    other = [sign for sign in text if sign > "\x7f"]
    return 10 * len("".join(other).encode("gb2312", "ignore")) >= 18 * len(other)


def _how_chinese(sample: bytes) -> Certainty:
    text = sample.decode("gb18030", "ignore")
    return Certainty.LIKELY if _is_common_chinese(text) else Certainty.DOUBTFUL


def _share_of_lines(sample: bytes, name: str) -> int:
    """Per cent of the lines with other than ASCII signs that fit an encoding."""
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    if len(lines) > 1:
        lines = lines[:-1]  # the sample may end inside a sign
    good = 0
    for line in lines:
        try:
            line.decode(name)
        except UnicodeDecodeError:
            continue
        good += 1
    return 100 * good // max(1, len(lines))
