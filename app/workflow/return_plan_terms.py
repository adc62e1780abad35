"""What the planner reckons with besides freight: how much value comes home, and ways out
abroad.

The company's own figures replace the reference ones. A way out is open once its figures are
entered: none of them has a source to take it from.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.legal.parameters import NotInForce, Parameters
from app.returns.plan_terms import Disposition, Outlet, Terms
from app.store.session import Session
from app.store.settings import get_setting, set_setting
from app.values.decimals import e5_from_decimal, text_from_e5
from app.values.finding import DocumentKind
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt
from app.workflow.typed import BadEntry, Typed, number

SETTING = "return_plan"
REFERENCES = {
    "new_share": "returns.yield.new",
    "new_kept": "returns.value.new",
    "open_box_share": "returns.yield.open_box",
    "open_box_kept": "returns.value.open_box",
}
"""Fields that have a figure to start from: shares of what comes back, and of its value kept."""
OWN = ("discount_lost", "discount_fee", "destroy_fee", "repair_lost", "repair_fee")
OWN_MORE = ("resell_lost", "resell_fee")
FIELDS = (*REFERENCES, *OWN, *OWN_MORE)
_ONE_E5 = 10**5
_PERCENT = {name for name in FIELDS if not name.endswith("_fee")}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What becomes of goods that come home, in shares at scale 5: sold again as new, as open box,
    and the share of all value that is lost. `is_own`: not all of it is the reference."""

    new_e5: int
    open_box_e5: int
    lost_e5: int
    is_own: bool


def read_terms(conn: sqlite3.Connection) -> dict[str, str]:
    """The own figures as texts (shares in per cent), "" = none."""
    stored = get_setting(conn, SETTING, {})
    return {name: str(stored.get(name, "")) for name in FIELDS}


def reference_terms(on: date, law: Parameters | None = None) -> dict[str, str]:
    """The figures to start from, as texts in per cent; "" where none holds on that day."""
    found = _references(on, law or Parameters())
    return {
        name: "" if share is None else text_from_e5(share * 100) for name, share in found.items()
    }


def save_terms(session: Session, typed: Typed) -> Outcome:
    """Keep the own figures; a blank field has none. Counts: terms. Raises BadEntry: a share above
    100 %, or shares of what comes back above 100 % together."""
    kept = {name: typed[name].strip() for name in FIELDS if typed[name].strip()}
    for name in kept:
        _figure(kept, name)
    shares = [_figure(kept, name) for name in ("new_share", "open_box_share") if name in kept]
    if sum(shares) > _ONE_E5:
        raise BadEntry("error.bad_share", field="open_box_share", given=kept["open_box_share"])
    outcome = Outcome("return_terms", {"terms": 0})
    with attempt(session, "return_terms") as trial:
        trial.changed = set_setting(session.conn, SETTING, kept)
    if trial.changed:
        outcome.counts["terms"] = 1
        outcome.changes = Changes(frozenset({DocumentKind.RETURN_BATCH}))
    return outcome


def expectation(
    conn: sqlite3.Connection, on: date, law: Parameters | None = None
) -> Expectation | None:
    """What to expect of goods that come home; None where neither own nor reference figures say."""
    own = {name: text for name, text in read_terms(conn).items() if text}
    known = _references(on, law or Parameters())
    known |= {name: _figure(own, name) for name in REFERENCES if name in own}
    new, new_kept, open_box, open_box_kept = (known[name] for name in REFERENCES)
    if new is None or new_kept is None or open_box is None or open_box_kept is None:
        return None
    kept = (new * new_kept + open_box * open_box_kept + _ONE_E5 // 2) // _ONE_E5
    is_own = any(name in own for name in REFERENCES)
    return Expectation(new, open_box, max(_ONE_E5 - kept, 0), is_own)


def terms_of(conn: sqlite3.Connection, on: date, law: Parameters | None = None) -> Terms:
    """The figures for the planner. Where nothing is known of what comes home, no loss is counted:
    then only freight decides."""
    own = {name: text for name, text in read_terms(conn).items() if text}
    expected = expectation(conn, on, law)
    lost = expected.lost_e5 if expected else 0
    outlets: dict[Disposition, Outlet] = {}
    for way in (Disposition.DISCOUNT, Disposition.REPAIR):
        if f"{way}_lost" in own:
            outlets[way] = Outlet(_fee(own, way), _figure(own, f"{way}_lost"))
    if "destroy_fee" in own:
        outlets[Disposition.DESTROY] = Outlet(_fee(own, Disposition.DESTROY), _ONE_E5)
    if "resell_fee" in own:
        share = _figure(own, "resell_lost") if "resell_lost" in own else lost
        outlets[Disposition.RESELL] = Outlet(_fee(own, Disposition.RESELL), share)
    return Terms(lost, outlets)


def _references(on: date, law: Parameters) -> dict[str, int | None]:
    return {name: _reference(law, parameter, on) for name, parameter in REFERENCES.items()}


def _reference(law: Parameters, parameter: str, on: date) -> int | None:
    try:
        return e5_from_decimal(law.decimal_at(parameter, on))
    except NotInForce:
        return None


def _fee(own: Mapping[str, str], way: Disposition) -> int:
    name = f"{way}_fee"
    return _figure(own, name) if name in own else 0


def _figure(record: Typed, name: str) -> int:
    """An amount, or a share given in per cent, at scale 5. Raises BadEntry."""
    is_share = name in _PERCENT
    text = record[name].strip().removesuffix("%") if is_share else record[name]
    value = number({name: text}, name)
    if value < 0 or (is_share and value > 100):
        raise BadEntry("error.bad_share", field=name, given=record[name])
    return e5_from_decimal(
        (value / Decimal(100)).quantize(Decimal("0.00001")) if is_share else value
    )
