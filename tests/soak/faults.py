"""The long runs on a disk that fails: power cuts, errors at any call, two starts, older schemas."""

from __future__ import annotations

from pathlib import Path

from app.store.connecting import can_encrypt
from tests.faults import cutting, starting, upgrading
from tests.faults.failing import Trials
from tests.faults.work import ENCRYPTED_STEPS, FORM_STEPS, found_encrypted
from tests.soak.parts import Found


def power_cuts(folder: Path, count: int) -> Found:
    """A2: nothing acknowledged is lost, nothing cannot be read; also of a file that is encrypted,
    gets another passphrase and is written plain again."""
    tally = cutting.run(folder / "usual", count)
    said = f"{tally.images:,} images of {tally.calls:,} calls"
    if can_encrypt():
        other = cutting.run(folder / "form", count // 4, day=cutting.FORM_DAY)
        said += f", {other.images:,} of a change of form"
        tally.wrong += other.wrong
    return f"{said}, {len(tally.wrong)} wrong", tally.wrong


def failing_disk(folder: Path, count: int) -> Found:
    """A3, A4: so many failing calls of every kind under every step; fewer of encrypted files, which
    take longer."""
    tallies = [Trials(folder / "usual").run(count)]
    if can_encrypt():
        tallies.append(Trials(folder / "form", FORM_STEPS).run(count // 4))
        encrypted = Trials(folder / "encrypted", ENCRYPTED_STEPS, found_encrypted)
        tallies.append(encrypted.run(count // 4))
    trials = sum(each.trials for each in tallies)
    full = sum(each.said["error.disk_full"] + each.said["files.disk_full"] for each in tallies)
    wrong = [one for each in tallies for one in each.wrong]
    return f"{trials:,} trials, {full} told as full, {len(wrong)} wrong", wrong


def two_starts(folder: Path, count: int) -> Found:
    """A9: exactly one of two writes."""
    answers, orders = starting.run(folder, count)
    one = answers["refused writes"]
    wrong = [] if one == orders == count else [f"{dict(answers)}, {orders} orders"]
    return f"one writer in {one} of {count}", wrong


def older_schemas(folder: Path, count: int) -> Found:
    """A12: every older schema, cut off at so many points."""
    tally = upgrading.run(folder, count)
    return f"{tally.steps} steps, {tally.cuts} cuts, {len(tally.wrong)} wrong", tally.wrong
