"""`python -m app` and the command `sandan`: a command when words are given, else the window."""

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
    if given:
        from app.cli.run import run

        return run(given)
    return _open_window()


def _show_version() -> int:
    from app.version import VERSION

    sys.stdout.write(f"sandan {VERSION}\n")
    return 0


def _open_window() -> int:
    from pathlib import Path

    from app import log, paths, settings
    from app.ui.application import run

    log.start(paths.log_folder())
    chosen = settings.load(paths.settings_file())
    recent = Path(chosen.last_file) if chosen.last_file else paths.default_data_file()
    return run(recent if recent.exists() else None, chosen.spoken_language)


if __name__ == "__main__":
    sys.exit(main())
