"""Files about the company itself: its goods master, and the companies it works with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from app import resources
from app.demo.catalogue import goods
from app.demo.table import Table
from app.documents.fields import FIELDS, FileKind


def goods_master(without: Collection[str] = ()) -> Table:
    """The goods master under the Chinese names of its fields, some article numbers left out."""
    rows = [{**one.master, "origin": "中国"} for one in goods() if one.sku not in without]
    fields = [field for field in FIELDS[FileKind.GOODS] if field.name in rows[0]]
    table = Table(tuple(field.zh for field in fields))
    for row in rows:
        table.add("goods", row["sku"], [row[field.name] for field in fields])
    return table


def parties(ending: Mapping[str, date] | None = None) -> Table:
    """The filed companies under the Chinese names of their fields. `ending`: name → the last day
    of its filing; the others have none."""
    fields = FIELDS[FileKind.PARTY]
    table = Table(tuple(field.zh for field in fields))
    for row in resources.iter_csv("demo/parties.csv"):
        last = (ending or {}).get(row["name"])
        row = {**row, "valid_until": last.isoformat() if last else ""}
        table.add("party", row["name"], [row.get(field.name, "") for field in fields])
    return table
