"""Compiles the gathered official code lists into `resources/codes`, in the layout of this program.

    python packaging/compile_reference.py <folder of gathered lists> [resources/codes]

Writes one csv per table (columns named as in the glossary, verification letters as trust words) and
`tables.toml`, which states source, edition, trust, licence, key, row count and hash of each. What
the tables are is written in `reference_tables.toml` beside this script. Same input, same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, str]

COLUMNS = {
    "hs8": "hs_code",
    "chapter": "code",
    "tax_item": "code",
    "digit": "code",
    "meaning_zh": "name_zh",
    "meaning_en": "name_en",
    "legacy_customs_code": "legacy_code",
    "legacy_ciq_code": "inspection_code",
    "iso_alpha2": "alpha2",
    "unit1_code": "statutory_unit_1",
    "unit2_code": "statutory_unit_2",
    "supervision_conditions": "supervision_documents",
    "inspection_category": "inspection_categories",
    "physical_border_transport": "crosses_border",
    "cbec": "is_cross_border_ecommerce",
    "kind_guess": "kind",
    "verification": "trust",
    "edition_year": "edition",
}
# The unit's name follows from its code; the guessed parent's English name is the parent's own row.
DROPPED = {
    *("unit1_zh", "unit2_zh", "parent_name_zh", "parent_name_en"),
    *("status", "scheme", "effective_from"),
}
STATED = ("title", "source", "edition", "trust", "reason", "licence", "key")
TRUST = {"A": "high", "B": "medium", "C": "low"}


def same(row: Row) -> Row | None:
    """The row as it stands."""
    return row


def country(row: Row) -> Row | None:
    """Without "other Africa": the list prints South Africa's code for it, so it cannot be sent."""
    return None if row["code"] == "ZAF*" else row


def packaging(row: Row) -> Row | None:
    """With a trust word: one row was added to the list after the edition at hand."""
    return row | {"trust": "high" if row["status"] == "official_2018" else "low"}


def customs_mode(row: Row) -> Row | None:
    """With a trust word: the modes of 2020 do not stand in the list of 2018. Dates when a mode
    became available are law and stand in `resources/rules`."""
    return row | {"trust": "high" if row["legacy_ciq_code"] else "medium"}


def port(row: Row) -> Row | None:
    """Special zones of China are listed under numbers of regions, not under a country."""
    return row | {"country_code": "CHN"} if row["country_code"].isdigit() else row


def enterprise_type(row: Row) -> Row | None:
    """Only the rows with a code: the sixth character of the customs code."""
    return row if row["code"] else None


def pilot_zone(row: Row) -> Row | None:
    """The long verification remark becomes its letter; a month stands for an unknown day."""
    return row | {"verification": row["verification"][:1]}


def export_tariff(row: Row) -> Row | None:
    """With a key of its own: several partial lines can share one eight-digit code."""
    partial = row["partial_line"] == "yes"
    key = f"{row['hs8']} {row['name_zh']}" if partial else row["hs8"]
    return {"line": key} | row


def postal_rate(row: Row) -> Row | None:
    """The rate itself is dated law and stands in `resources/rules`; here only where to find it."""
    kept = {name: row[name] for name in ("tax_item", "categories_zh", "verification")}
    return kept | {"rate_parameter": f"articles.rate.category{row['tax_item']}"}


def consumption_item(row: Row) -> Row | None:
    """The rate stays the text of the list: what can be computed is dated law (`resources/rules`,
    `resources/tax/consumption.toml`)."""
    return {
        "name_zh": row["item_zh"],
        "name_en": row["item_en"],
        "headings": row["hs_hint"],
        "rate_text": row["rate"],
        "note": row["note"],
        "verification": row["verification"],
    }


SHAPES: dict[str, Callable[[Row], Row | None]] = {
    "country": country,
    "packaging": packaging,
    "customs_mode": customs_mode,
    "port": port,
    "enterprise_type": enterprise_type,
    "pilot_zone": pilot_zone,
    "export_tariff": export_tariff,
    "postal_tax_item": postal_rate,
    "consumption_tax": consumption_item,
}


def renamed(row: Row) -> Row:
    """Columns under the program's names, letters of verification as words, tidy spaces."""
    result = {COLUMNS.get(name, name): " ".join(value.split()) for name, value in row.items()}
    for dropped in DROPPED & row.keys():
        del result[dropped]
    if "verification" in row:
        result["trust"] = TRUST[row["verification"]]
    return result


def compiled(source: Path, name: str) -> Iterator[Row]:
    """The rows of one table in the program's own layout, in the order of the list."""
    shape = SHAPES.get(name, same)
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            shaped = shape(row)
            if shaped is not None:
                yield renamed(shaped)


def csv_bytes(rows: list[Row]) -> bytes:
    """The rows as UTF-8 csv with a header and plain line ends."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def toml_text(value: object) -> str:
    """A TOML literal of a text, number or flat table of texts."""
    if isinstance(value, dict):
        parts = ", ".join(f"{name} = {toml_text(part)}" for name, part in value.items())
        return f"{{ {parts} }}"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def index_entry(name: str, about: dict[str, Any], rows: int, content: bytes) -> str:
    """The table's section in `tables.toml`."""
    facts = {fact: about[fact] for fact in STATED}
    facts |= {"rows": rows, "sha256": hashlib.sha256(content).hexdigest()}
    return f"[{name}]\n" + "".join(f"{fact} = {toml_text(part)}\n" for fact, part in facts.items())


def main(source: Path, target: Path) -> None:
    """Write all tables and their index."""
    plan = tomllib.loads(Path(__file__).with_name("reference_tables.toml").read_text("utf-8"))
    target.mkdir(parents=True, exist_ok=True)
    sections = [
        "# Written by packaging/compile_reference.py from reference_tables.toml beside it.\n"
    ]
    for name, about in plan["table"].items():
        about = plan["origin"][about["origin"]] | about
        rows = list(compiled(source / about["file"], name))
        keys = [row[about["key"]] for row in rows]
        if len(set(keys)) != len(keys):
            raise SystemExit(f"{name}: a key stands twice")
        content = csv_bytes(rows)
        (target / f"{name}.csv").write_bytes(content)
        sections.append(index_entry(name, about, len(rows), content))
        print(f"{name:24}{len(rows):>6} rows")
    (target / "tables.toml").write_text("\n".join(sections), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    home = Path(__file__).resolve().parent.parent
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else home / "resources/codes")
