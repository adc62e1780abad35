"""Planning batches of returns: seconds, how far from the proven bound, memory.

Each case runs in a process of its own: everything has to come home (only freight counts, the
hardest for the bound), other ends are open, one warehouse for all, very many routes.
`python -m tests.bench returns_plan [--size PARCELS]`
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from app.returns.plan import gap_of, plan_returns
from app.returns.plan_cost import Offer, Parcel, Route
from app.returns.plan_terms import Disposition, Outlet, Tariff, Terms

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 21)
YUAN = KG = M3 = 100_000
SMALL = Tariff(800 * YUAN, 10, 12 * YUAN, 300 * YUAN, 0, 60 * KG, M3 // 2, 80)
LARGE = replace(SMALL, most_kg_e5=500 * KG, most_m3_e5=3 * M3, most_pieces=400)
ALONE = Tariff(60 * YUAN, 7, 40 * YUAN)
OUTLETS = {
    Disposition.DISCOUNT: Outlet(0, 60_000),
    Disposition.DESTROY: Outlet(3 * YUAN, 100_000),
}
CASES = {  # routes, freight by batch, whether it may stay abroad, whether it may come home alone
    "freight only, 20 routes": (20, SMALL, False, True),
    "must share, 20 routes": (20, SMALL, False, False),
    "all ends, 20 routes": (20, SMALL, True, True),
    "all ends, 1 route": (1, LARGE, True, True),
    "all ends, 3000 routes": (3000, LARGE, True, True),
}


def run(size: int) -> None:
    """Print a line for each case."""
    print(f"{size} parcels under caps of kg, m³ and pieces")
    for name in CASES:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.returns_plan", name, str(size)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        told = json.loads(done.stdout)
        print(
            f"  {name:24} {told['seconds']:5.2f} s ({told['busy']:.2f} s busy)"
            f"  {told['gap']:.3%} above the bound"
            f" (cost {told['cost']:,.0f}, bound {told['bound']:,.0f})"
            f"  {told['batches']} batches  {told['mb']} MB",
            flush=True,
        )


def _one(name: str, size: int) -> dict[str, float | int | None]:
    routes, batch, may_stay, may_go_alone = CASES[name]
    terms = Terms(33_600, OUTLETS if may_stay else {})
    offer = Offer(batch, ALONE if may_go_alone else None, terms)
    parcels = _parcels(size, routes, with_value=may_stay)
    offers = {parcel.route: offer for parcel in parcels}
    began, busy = time.perf_counter(), time.process_time()
    plan = plan_returns(parcels, offers, on=TODAY)
    return {
        "seconds": time.perf_counter() - began,
        "busy": time.process_time() - busy,
        "gap": gap_of(plan),
        "cost": plan.cost_e5 // YUAN,
        "bound": plan.bound_e5 // YUAN,
        "batches": len(plan.batches),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _parcels(size: int, routes: int, *, with_value: bool) -> list[Parcel]:
    chance = random.Random(1)
    return [
        Parcel(
            id_,
            Route(chance.randrange(routes), "", "9610"),
            int(chance.lognormvariate(-0.4, 0.8) * KG) + 1000,
            int(chance.lognormvariate(-5, 0.9) * M3) + 20,
            chance.choice((1, 1, 1, 2, 3)),
            int(chance.lognormvariate(5, 1) * YUAN) if with_value else None,
            (TODAY + timedelta(days=chance.randrange(12, 300)),),
        )
        for id_ in range(size)
    ]


if __name__ == "__main__":
    print(json.dumps(_one(sys.argv[1], int(sys.argv[2]))))
