"""Why a file cannot be taken at all. Everything about single cells and rows is a finding."""

from __future__ import annotations

from app.values.errors import AppError


class IntakeError(AppError):
    """A file that cannot be read; the code's text says why and what to do."""

    code = "intake.broken_file"


class CannotOpen(IntakeError):
    """The operating system refuses (locked, no permission, gone); param `reason`."""

    code = "intake.cannot_open"


class BrokenFile(IntakeError):
    """Truncated or damaged; param `reason`."""

    code = "intake.broken_file"


class PasswordProtected(IntakeError):
    """Encrypted office file."""

    code = "intake.password"


class DangerousArchive(IntakeError):
    """The zip guard refuses; param `reason`."""

    code = "intake.dangerous_archive"


class TooBig(IntakeError):
    """The reading process ran out of its memory or died."""

    code = "intake.too_big"


class TooSlow(IntakeError):
    """The reading process gave no sign of life within its time; param `seconds`."""

    code = "intake.too_slow"


class NoTable(IntakeError):
    """No header row was found, or the file has no rows."""

    code = "intake.no_table"


class KindUnknown(IntakeError):
    """Header found, but it fits no kind of document; param `headers`. The user has to say."""

    code = "intake.kind_unknown"
