"""The refund ledger: how it is read, what a return of goods corrects in it, and the way of one
export at the tax office."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.legal.parameters import NotInForce, Parameters
from app.legal.trace import Step
from app.legal.windows import is_final, waiver_end
from app.queries.refunds import ClaimRule, LedgerTerms, ledger_table
from app.queries.table import Table
from app.refund.fen import share
from app.refund.rates import CompanyKind
from app.refund.route import ANSWERS, Export, Outcome, Question, Route, find_route
from app.text import text
from app.values.decimals import decimal_from_e5
from app.workflow.purchases import refund_profile

__all__ = [
    "LineCorrection", "Outcome", "Question", "RefundCorrection", "Route", "answers_at_hand",
    "correction_for_return", "corrections_of", "ledger", "ledger_terms", "route",
]  # fmt: skip

OLD, NEW = "export.vat.claim.deadline.old", "export.vat.claim.months"
APRIL = "export.vat.april.end"
DOCUMENTS = "export.vat.docs.filing.days"


def ledger(conn: sqlite3.Connection, today: date) -> Table:
    """The ledger as a table, by the law of its exports."""
    return ledger_table(ledger_terms(conn, today))


def ledger_terms(
    conn: sqlite3.Connection, today: date, law: Parameters | None = None
) -> LedgerTerms:
    """What the ledger is read by."""
    law = law or Parameters()
    return LedgerTerms(
        today=today,
        rules=claim_rules(law),
        document_days=law.whole_at(DOCUMENTS, today),
        is_trading=refund_profile(conn).kind is CompanyKind.TRADING,
    )


def claim_rules(law: Parameters) -> tuple[ClaimRule, ...]:
    """The rules of claiming, each from its first export day."""
    rules = []
    for name in (OLD, NEW):
        for value in law.parameter(name).values:
            months = value.value if isinstance(value.value, int) else None
            april = law.text_at(APRIL, value.from_)
            final = is_final(value.from_, law)
            rules.append(ClaimRule(value.from_.isoformat(), months, april, final))
    return tuple(rules)


# What a return corrects


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """One returned line. `returned` is what comes back, `claimed` how much of it a claim holds, in
    the declared unit; `refund` the part of the estimate or of the tax office's figure that falls on
    it; `back` what has to be paid back (None: not known, because the money that came in cannot be
    told apart)."""

    declaration_line_id: int
    line_no: int
    sku: str
    returned: Decimal
    claimed: Decimal
    refund: Decimal
    back: Decimal | None
    claim_id: int | None
    claim_no: str
    claim_state: str
    is_official: bool


@dataclass(frozen=True, slots=True)
class RefundCorrection:
    """What a return of exported goods does to the ledger: line by line, whether the certificate of
    tax paid back or never refunded is still missing, and what was paid back because of it."""

    lines: tuple[LineCorrection, ...]
    needs_certificate: bool
    paid_back: Decimal

    @property
    def back(self) -> Decimal | None:
        """What is to be paid back in all; None when part of it is not known."""
        found = [each.back for each in self.lines]
        if None in found:
            return None
        return sum((each for each in found if each is not None), Decimal(0))

    @property
    def left(self) -> Decimal | None:
        """What of it was not paid back yet."""
        return None if self.back is None else max(self.back - self.paid_back, Decimal(0))


_RETURNED = """
SELECT g.declaration_line_id, g.line_no, l.sku, g.qty_e5, l.declared_qty_e5,
    coalesce((SELECT sum(o.qty_e5) FROM goods_return_line o
        CROSS JOIN goods_return_state t ON t.id = o.goods_return_id
        WHERE o.declaration_line_id = g.declaration_line_id
        AND o.goods_return_id < g.goods_return_id
        AND t.state IN ('draft', 'pending', 'accepted')), 0)
FROM goods_return_line g CROSS JOIN declaration_line l ON l.id = g.declaration_line_id
WHERE g.goods_return_id = ? ORDER BY g.line_no
"""
# The newest claim gives way first.
_HELD = """
SELECT s.id, s.claim_no, s.state, s.official_e5, s.refund_e5, s.received_e5, sum(y.qty_e5),
    sum(y.refund_e5)
FROM refund_match m CROSS JOIN refund_claim_line y ON y.refund_match_id = m.id
JOIN claim_standing s ON s.id = y.refund_claim_id
WHERE m.export_key = ? AND s.closed = '' GROUP BY s.id ORDER BY s.id DESC
"""


def correction_for_return(conn: sqlite3.Connection, goods_return_id: int) -> RefundCorrection:
    """What a return of exported goods corrects: what was not claimed just drops out of the ledger;
    what was claimed and paid is paid back before the goods come in without tax (R45); what was
    claimed and not paid yet is taken off the claim. Earlier requests for a line come first."""
    lines = corrections_of(conn, returned_parts(conn, goods_return_id))
    paid = conn.execute(
        "SELECT coalesce(sum(amount_e5), 0) FROM refund_money"
        " WHERE goods_return_id = ? AND kind = 'paid_back'",
        (goods_return_id,),
    ).fetchone()[0]
    certificate = conn.execute(
        "SELECT tax_repaid = '' FROM goods_return WHERE id = ?", (goods_return_id,)
    ).fetchone()
    return RefundCorrection(lines, bool(certificate and certificate[0]), decimal_from_e5(paid))


ReturnedPart = tuple[int, int, str, int, int, int]
"""A line of a list: id, number, SKU, and at scale 5 what of it comes back, how much there was, and
how much came back before."""


def returned_parts(conn: sqlite3.Connection, goods_return_id: int) -> list[ReturnedPart]:
    """The parts of lines a request names."""
    return conn.execute(_RETURNED, (goods_return_id,)).fetchall()


def corrections_of(
    conn: sqlite3.Connection, parts: Iterable[ReturnedPart]
) -> tuple[LineCorrection, ...]:
    """What returns of parts of lines correct, whether they are kept as requests yet or not."""
    lines: list[LineCorrection] = []
    for line_id, line_no, sku, returned, declared, before in parts:
        held = conn.execute(_HELD, (line_id,)).fetchall()
        claimed = sum(row[6] for row in held)
        # Of what came back, first goes what no claim holds.
        over = max(min(before + returned - (declared - claimed), returned, claimed), 0)
        done = max(before - (declared - claimed), 0)
        lines += _corrections((line_id, line_no, sku, returned), held, over, done)
    return tuple(lines)


_Line = tuple[int, int, str, int]
_Held = tuple[int, str, str, int | None, int, int, int, int]


def _corrections(line: _Line, held: list[_Held], over: int, done: int) -> list[LineCorrection]:
    """A returned line against the claims that hold it, the newest first; `done` of them is spoken
    for by earlier requests."""
    line_id, line_no, sku, returned = line
    found = []
    for claim_id, claim_no, state, official, estimate, received, qty, refund in held:
        passed = min(done, qty)
        done -= passed
        part = min(over, qty - passed)
        if not part:
            continue
        over -= part
        amount = share(refund, part, qty)
        if official is not None and official != estimate:
            amount = share(official, amount, estimate) if estimate else 0
        found.append(
            LineCorrection(
                declaration_line_id=line_id,
                line_no=line_no,
                sku=sku,
                returned=decimal_from_e5(returned),
                claimed=decimal_from_e5(part),
                refund=decimal_from_e5(amount),
                back=_back(state, amount, received),
                claim_id=claim_id,
                claim_no=claim_no,
                claim_state=state,
                is_official=official is not None,
            )
        )
    if not found:
        nothing = Decimal(0)
        numbers = (decimal_from_e5(returned), nothing, nothing, nothing)
        found.append(LineCorrection(line_id, line_no, sku, *numbers, None, "", "", False))
    return found


def _back(state: str, amount_e5: int, received_e5: int) -> Decimal | None:
    """What is paid back: nothing where nothing came in, not known where only a part did."""
    if state == "part_paid":
        return None
    return decimal_from_e5(amount_e5 if received_e5 else 0)


# The way of one export


def route(answers: Mapping[Question, str], exported: date, today: date) -> Route:
    """The way of an export as far as the answers lead."""
    return find_route(answers, Export(exported, today), Parameters())


def answers_at_hand(conn: sqlite3.Connection, on: date) -> dict[Question, str]:
    """What the company's own settings answer already."""
    profile = refund_profile(conn)
    answers = {
        Question.TAXPAYER: "general" if profile.is_general_taxpayer else "small_scale",
        Question.COMPANY: profile.kind.value,
        Question.FILING: "yes" if profile.is_filed else "no",
    }
    if profile.waived_on and _is_locked(profile.waived_on, on):
        answers[Question.WAIVED] = "refund"
    return answers


def _is_locked(waived_on: str, on: date) -> bool:
    try:
        return on < waiver_end(date.fromisoformat(waived_on), Parameters())
    except NotInForce:
        return False


def answers_to(question: Question) -> tuple[str, ...]:
    """What may be answered to a question."""
    return ANSWERS[question]


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a route in words: the sentence, the documents it rests on, how sure it is."""

    sentence: str
    source: str
    confidence: str


def shown_steps(found: Route, language: str) -> list[StepShown]:
    """The steps of a route in a language."""
    return [in_words(step, language) for step in found.steps]


def in_words(step: Step, language: str) -> StepShown:
    """A step of a route or of a working in a language."""
    return StepShown(
        text(step.key, language, **step.params),
        "；".join(basis.doc if language == "zh_CN" else basis.doc_en for basis in step.bases),
        step.confidence,
    )
