"""`sandan audit`: is the audit log whole, where does it stand, what does it say."""

from __future__ import annotations

from argparse import Namespace

from app import paths, settings
from app.cli.answer import Answer, Exit, error_data, verb_name
from app.cli.context import Context
from app.queries.audit import AuditRow, audit_rows
from app.text import text
from app.workflow.auditing import Found, head, parsed_head, shown_head, verify
from app.workflow.backups import backups_of, places_of


def audit(context: Context, arguments: Namespace) -> Answer:
    """Verify the log, tell its head, or show its newest entries."""
    if arguments.action == "verify":
        return _verify(context, arguments)
    with context.session() as session:
        found = head(session.conn)
        if arguments.action == "head":
            shown = shown_head(found)
            return Answer({"head": shown}, [text("cli.audit_head", context.language, head=shown)])
        rows = audit_rows(session.conn, limit=arguments.limit)
    lines = [_line(each, context.language) for each in rows]
    return Answer({"entries": [_data(each) for each in rows]}, lines)


def _verify(context: Context, arguments: Namespace) -> Answer:
    language, typed = context.language, [parsed_head(word) for word in arguments.heads]
    if None in typed:
        line = text("cli.audit_not_a_head", language)
        return Answer(error_data("cli.audit_not_a_head", line), [line], Exit.USAGE)
    options = settings.load(paths.settings_file())
    backups = backups_of(context.data, places_of(context.data, options))
    with context.session() as session:
        found = verify(session.conn, backups, [each for each in typed if each is not None])
    lines = [_fault(each, language) for each in found.faults]
    key = "cli.audit_whole" if found.is_whole else "cli.audit_broken"
    shown = shown_head(found.head)
    entries = found.head.no if found.head else 0
    lines.append(text(key, language, entries=entries, anchors=found.anchors, head=shown))
    if not found.anchors:
        lines.append(text("cli.audit_alone", language))
    lines += [text("cli.audit_restored", language, at=at) for at in found.restored]
    data: dict[str, object] = {
        "entries": entries,
        "head": shown,
        "anchors": found.anchors,
        "restored": list(found.restored),
        "faults": [{"fault": each.fault, "no": each.no, "source": each.source}
                   for each in found.faults],
    }  # fmt: skip
    return Answer(data, lines, Exit.FINE if found.is_whole else Exit.BLOCKED)


def _fault(found: Found, language: str) -> str:
    return text(f"audit.fault.{found.fault}", language, no=found.no, source=found.source)


def _line(row: AuditRow, language: str) -> str:
    parts = (
        f"{row.no:>6}",
        row.at,
        text(f"audit_kind.{row.kind}", language),
        verb_name(row.verb, language),
        row.actor,
        text(f"role.{row.role}", language) if row.role else "",
        row.witness,
        row.hash[:16],
    )
    return "  ".join(part for part in parts if part)


def _data(row: AuditRow) -> dict[str, object]:
    return {
        "no": row.no,
        "at": row.at,
        "kind": row.kind,
        "verb": row.verb,
        "actor": row.actor,
        "role": row.role,
        "witness": row.witness,
        "call_id": row.call_id,
        "added": row.added,
        "changed": row.changed,
        "about": row.about,
        "hash": row.hash,
    }
