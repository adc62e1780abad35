"""`make bench`: every benchmark beside its peer in the same run, as ratios.

`python -m tests.bench [name …] [--size N]`; sizes default to those the targets are stated for.
"""

from __future__ import annotations

import argparse
import importlib

SIZES = {
    "matching": 1_000_000,
    "csv_import": 1_000_000,
    "xlsx": 50_000,
    "messages": 100_000,
    "workbook": 100_000,
    "window": 100_000,
    "tax": 1_000_000,
    "month": 5_000_000,
    "returns_plan": 50_000,
    "summary": 300_000,
    "money": 300_000,
    "refund": 300_000,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *SIZES], default=[])
    parser.add_argument("--size", type=int, help="rows, lists or orders, instead of the default")
    options = parser.parse_args()
    for name in options.names or SIZES:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.bench.{name}").run(options.size or SIZES[name])


if __name__ == "__main__":
    main()
