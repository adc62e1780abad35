"""Options of one user on one computer: language, last data file. Not the company's settings, which
live in the data file."""

from __future__ import annotations

import json
import locale
from dataclasses import asdict, dataclass
from pathlib import Path

from app.files import read_json, write_whole

CHINESE, ENGLISH = "zh_CN", "en"


@dataclass(frozen=True, slots=True)
class Settings:
    """`language` "" = as the system; `last_file` "" = none yet; `own_file`: the last one that is
    not the sample. `backup_folder` "" = beside the data file, `second_folder` "" = nowhere: a
    second place for backups, such as a USB disk or a server; `second_form` "locked" = only copies
    locked with a passphrase go there (the passphrase itself is never kept)."""

    language: str = ""
    last_file: str = ""
    own_file: str = ""
    backup_folder: str = ""
    second_folder: str = ""
    second_form: str = ""

    @property
    def spoken_language(self) -> str:
        """The language to use."""
        return self.language or language_of_system()


def load(path: Path) -> Settings:
    """Read the options; what is missing or not ours means that nothing was chosen."""
    try:
        found = read_json(path)
    except (OSError, ValueError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    said = {name: found[name] for name in asdict(Settings()) if _is_sound(name, found.get(name))}
    return Settings(**said)


def _is_sound(name: str, value: object) -> bool:
    """Whether the program itself can have written it: the rest is as if it were not there."""
    if not isinstance(value, str) or "\0" in value:
        return False
    if name.endswith("_folder"):  # not one that depends on where the program was started
        return not value or Path(value).is_absolute()
    return name != "language" or value in ("", CHINESE, ENGLISH)


def save(path: Path, settings: Settings) -> None:
    """Write the options in one step. Raises CannotWrite."""
    write_whole(path, json.dumps(asdict(settings), ensure_ascii=False, indent=1).encode())


def language_of_system() -> str:
    """Chinese, unless the system says English."""
    name = locale.getlocale()[0] or ""
    return ENGLISH if name.lower().startswith("en") else CHINESE
