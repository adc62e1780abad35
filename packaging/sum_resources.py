"""Writes app/shipped_sums.py: the checksums of law and tables. Run after changing any of them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "app/shipped_sums.py"
HEAD = '''"""Checksums of law and tables as they came; written by packaging/sum_resources.py."""

from __future__ import annotations

SUMS: dict[str, str] = {
'''


def main() -> None:
    """Sum up the files as they are now."""
    if not TARGET.exists():
        TARGET.write_text(f"{HEAD}}}\n", encoding="utf-8", newline="\n")
    sys.path.insert(0, str(ROOT))
    from app.shipped import sums_of

    lines = (f'    "{name}": "{value}",\n' for name, value in sums_of(ROOT / "resources").items())
    TARGET.write_text(f"{HEAD}{''.join(lines)}}}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
