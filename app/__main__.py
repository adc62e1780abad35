"""`python -m app` and the command `sandan`: a command when words are given, else the window.

One word that is a data file opens the window on it: that is what a double click sends.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code (`sandan --help` lists them)."""
    given = sys.argv[1:] if words is None else list(words)
    if given == ["--version"]:
        return _show_version()
    if given[:1] == ["read-workbook"]:  # the program reads a workbook in a process of its own
        from app.intake import child

        return child.main(given[1:])
    if given[:1] == ["--smoke"]:  # the packaged program tests itself: packaging/program/build.py
        from pathlib import Path

        from app.ui.smoke import walk

        return walk(Path(given[1]))
    if given[:1] == ["--safe"]:  # nothing is opened; a data file may follow
        return _open_window(given[1:], is_safe=True)
    if given and not (len(given) == 1 and given[0].lower().endswith(".sandan")):
        from app.cli.run import run

        return run(given)
    return _open_window(given)


def _show_version() -> int:
    from app.version import VERSION

    sys.stdout.write(f"sandan {VERSION}\n")
    return 0


def _open_window(given: list[str], *, is_safe: bool = False) -> int:
    from pathlib import Path

    from app import log, paths, settings
    from app.ui.application import run

    log.start(paths.log_folder())
    chosen = settings.load(paths.settings_file())
    named, usual = given[0] if given else chosen.last_file, paths.default_data_file()
    data_file = Path(named) if named else usual if usual.exists() else None
    return run(data_file, chosen.spoken_language, is_safe=is_safe)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # the packaged program also reads large files in a process of its own
    sys.exit(main())
