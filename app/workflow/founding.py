"""Founding a company: its data file, and its filing as the one who sells and declares."""

from __future__ import annotations

from pathlib import Path

from app import paths
from app.files import explained, make_folder
from app.printing.naming import file_name
from app.store.database import SUFFIX
from app.store.errors import StoreError
from app.store.keys import new_key
from app.store.masters import Record
from app.workflow.masters import blank_party, company_record, save_company, save_party, tidy_party
from app.workflow.opening import open_session

ROLES = ("seller", "declarant")
ASKED = ("name", "credit_code", "customs_code")
"""What is asked about a new company."""

_NOT_IN_NAMES = '<>:"/\\|?*'
_MOST = 60  # characters: Chinese ones take three bytes of the 255 a name may have


def record_of(asked: Record) -> Record:
    """What was asked, as the record of a company."""
    return tidy_party({**blank_party(), **asked})


def data_file_in(folder: Path, name: str) -> Path:
    """The data file of a new company: the usual one of the folder, where commands look for it too;
    named after the company when that one is there already."""
    usual = folder / paths.DATA_FILE
    return folder / f"{_as_file_name(name)}{SUFFIX}" if usual.exists() else usual


def _as_file_name(name: str) -> str:
    shown = "".join(
        " " if char in _NOT_IN_NAMES or not char.isprintable() else char for char in name
    )
    shown = shown[:_MOST].strip(" .")
    return file_name("{name}", {"name": shown}) if shown else paths.APP


def found_company(
    folder: Path,
    asked: Record,
    *,
    actor: str = "",
    trades: str = "export",
    passphrase: str = "",
) -> Path:
    """Make the data file of a company, encrypted where a passphrase is given, and file it in its
    roles as `actor`; the file. `trades`: a key of TRADES. Raises StoreError, CannotWrite; then no
    company was made."""
    record = record_of(asked)
    path = data_file_in(folder, record["name"])
    with explained(folder):
        make_folder(folder)
    if path.exists():
        raise StoreError("error.file_exists", path=path)
    key = new_key(passphrase) if passphrase else None
    with open_session(path, actor=actor, create=True, key=key) as session:
        for role in ROLES:
            save_party(session, None, {**record, "role": role})
        code = record["customs_code"] or record["credit_code"]
        of_roles = {"trades": trades, **{f"{role}_name": record["name"] for role in ROLES}}
        of_roles |= {f"{role}_code": code for role in ROLES}
        save_company(session, {**company_record(session.conn), **of_roles})
    return path
