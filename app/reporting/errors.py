"""How the disk refuses a workbook."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from app.values.errors import AppError


class ReportRefused(AppError):
    """The workbook could not be written; a workbook that was there before is untouched."""

    code = "error.report_not_written"


@contextmanager
def translated(path: object) -> Iterator[None]:
    """Turn what the operating system refuses into our errors."""
    try:
        yield
    except PermissionError as error:  # on Windows also: open in a spreadsheet program
        raise ReportRefused("error.report_in_use", path=path, detail=error) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ReportRefused("error.report_no_room", path=path, detail=error) from error
        raise ReportRefused(path=path, detail=error) from error
