"""What the reader found about a file: faults turned into findings with their place."""

from __future__ import annotations

from dataclasses import replace

from app.messages.ceb.forms import Problem, field_finding, finding, problem_of
from app.messages.ceb.nodes import Fault, name_fault
from app.messages.ceb.parsing import Parsed, local_name
from app.messages.ceb.spec import NAMESPACE, MessageSpec, node
from app.values.finding import Finding, Provenance, Severity

BROKEN = Problem("messages.broken_xml", Severity.BLOCKING)
WRONG_ENCODING = Problem("messages.wrong_encoding", Severity.DOUBTFUL)
BARE_AMPERSAND = Problem("messages.bare_ampersand", Severity.NOTE)
WRONG_NAMESPACE = Problem("messages.wrong_namespace", Severity.NOTE)
WRONG_ROOT = Problem("messages.wrong_root", Severity.DOUBTFUL)
NO_DOCUMENTS = Problem("messages.no_documents", Severity.DOUBTFUL)
TOO_MANY_DOCUMENTS = Problem("messages.too_many_documents", Severity.DOUBTFUL)
NO_LINES = Problem("messages.no_lines", Severity.DOUBTFUL)
TOO_MANY_LINES = Problem("messages.too_many_lines", Severity.DOUBTFUL)


class Notes:
    """Findings of one file. A fault of the file's make-up is kept once, of a value each time."""

    def __init__(self, spec: MessageSpec, file: str) -> None:
        self.findings: list[Finding] = []
        self._spec = spec
        self._file = file
        self._reported: set[tuple[str, str]] = set()

    def element(
        self, fault: Fault | None, *, number: str = "", line_no: int = 0, index: int = 0
    ) -> None:
        """A fault of an element: `number`, `index` and `line_no` of its document and line."""
        if fault is None:
            return
        problem, value = fault.problem, fault.value
        if fault.field is not None:
            about = field_finding(self._spec, fault.field, problem, number=number, value=value)
        else:
            key = (problem.code, fault.name)
            if key in self._reported:
                return
            self._reported.add(key)
            about = finding(self._spec, problem.code, problem.severity, number=number)
            about = replace(about, field=f"{self._spec.message}.{fault.name}", value=fault.name)
        about = replace(about, line_no=line_no, expected=fault.expected)
        self._keep(about, row=fault.row, column=fault.name, index=str(index))

    def file(self, problem: Problem, row: int = 1, /, **params: object) -> None:
        """Something about the file or a document as a whole."""
        number = str(params.pop("number", ""))
        value, expected = str(params.pop("value", "")), str(params.pop("expected", ""))
        about = finding(self._spec, problem.code, problem.severity, number=number, **params)
        self._keep(replace(about, value=value, expected=expected), row=row)

    def _keep(self, about: Finding, *, row: int, column: str = "", **params: str) -> None:
        # a file from outside is never refused for its values: the document is there to be judged
        is_value = about.severity is Severity.BLOCKING and about.code != BROKEN.code
        place = Provenance(self._file, "", row, column)
        params["row"] = str(row)
        self.findings.append(
            replace(
                about,
                severity=Severity.DOUBTFUL if is_value else about.severity,
                provenance=place,
                params=(*about.params, *params.items()),
            )
        )

    def parsed(self, parsed: Parsed) -> None:
        """What there is to say about the file before its documents."""
        root = parsed.root
        if parsed.wrong_encoding:
            declared, used = parsed.wrong_encoding
            self.file(WRONG_ENCODING, value=declared, expected=used)
        if parsed.bare_ampersand:
            self.file(BARE_AMPERSAND)
        if parsed.break_line:
            count, reason = len(parsed.children), parsed.break_reason
            self.file(BROKEN, parsed.break_line, value=reason, count=count)
        namespace = str(root.tag).rpartition("}")[0].lstrip("{")
        if namespace != NAMESPACE:
            self.file(WRONG_NAMESPACE, value=namespace, expected=NAMESPACE)
        fault = name_fault(root, self._spec.root)
        if fault is not None and local_name(root).lower() != self._spec.root.lower():
            fault = replace(fault, problem=WRONG_ROOT)
        self.element(fault)
        self._attributes(parsed)

    def _attributes(self, parsed: Parsed) -> None:
        for field in node("COMMON", "@").fields:
            value = str(parsed.root.get(field.name, ""))
            problem = problem_of(field, value)
            if problem is not None:
                self.element(Fault(problem, field.name, 1, field, value))
