"""Files about the company itself: its goods master, and the companies it works with."""

from __future__ import annotations

from app import resources
from app.demo.catalogue import goods
from app.demo.table import Table
from app.documents.fields import FIELDS, FileKind


def goods_master() -> Table:
    """The goods master under the Chinese names of its fields."""
    rows = [{**article.master, "origin": "中国"} for article in goods()]
    fields = [field for field in FIELDS[FileKind.GOODS] if field.name in rows[0]]
    table = Table(tuple(field.zh for field in fields))
    for row in rows:
        table.add("goods", row["sku"], [row[field.name] for field in fields])
    return table


def parties() -> Table:
    """The filed companies under the Chinese names of their fields."""
    fields = FIELDS[FileKind.PARTY]
    table = Table(tuple(field.zh for field in fields))
    for row in resources.iter_csv("demo/parties.csv"):
        table.add("party", row["name"], [row.get(field.name, "") for field in fields])
    return table
