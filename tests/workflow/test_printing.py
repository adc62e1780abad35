"""A batch: every document once, stopped and resumed, never a half-written file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.files import CannotWrite
from app.printing.kinds import FormKind
from app.printing.page import Page
from app.store import audit
from app.store.session import Session
from app.values.errors import Cancelled
from app.values.progress import SILENT, Progress
from app.workflow.outcome import Outcome
from app.workflow.printing import Batch, Job, Press, Way, print_batch
from tests.helpers.builders import make_session
from tests.helpers.lists import compiled, declaring_company
from tests.printing.papers import measure, setting

ORDERS = ("T-1001", "T-1002", "T-1003")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        declaring_company(opened)
        yield opened


@pytest.fixture
def ids(session: Session) -> list[int]:
    return compiled(session, ORDERS)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(FormKind.INVOICE, setting(), Way.EACH, tmp_path / "打印", "{order_no}")


class StopAfter:
    """Progress that is stopped when so many documents are done."""

    def __init__(self, count: int) -> None:
        self.count = count

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        if done >= self.count:
            raise Cancelled


def write_texts(pages: Iterable[Page], path: Path | None) -> None:
    """Instead of drawing: what the pages say."""
    assert path is not None
    path.write_text("\n".join(text for page in pages for text in page.texts), encoding="utf-8")


def run(
    session: Session,
    batch: Batch,
    job: Job,
    *,
    press: Press = write_texts,
    progress: Progress = SILENT,
) -> Outcome:
    return print_batch(session, batch, job, press=press, measure=measure, progress=progress)


def names(job: Job) -> list[str]:
    return sorted(path.name for path in job.folder.iterdir())


def test_each_document_gets_its_file(session: Session, ids: list[int], job: Job) -> None:
    outcome = run(session, Batch(ids), job)
    assert outcome.counts == {"printed": 3}
    assert names(job) == ["T-1001.pdf", "T-1002.pdf", "T-1003.pdf"]
    assert [path.name for path in outcome.written] == names(job)
    assert "T-1002" in (job.folder / "T-1002.pdf").read_text("utf-8")


def test_a_stopped_batch_goes_on_where_it_was(session: Session, ids: list[int], job: Job) -> None:
    batch = Batch(ids)
    first = run(session, batch, job, progress=StopAfter(2))
    assert first.counts == {"printed": 2, "left": 1}
    (job.folder / "T-1001.pdf").write_text("not to be touched", "utf-8")
    second = run(session, batch, job)
    assert second.counts == {"printed": 1}
    assert (job.folder / "T-1001.pdf").read_text("utf-8") == "not to be touched"
    assert batch.left == []


def test_equal_names_get_numbers(session: Session, ids: list[int], job: Job) -> None:
    run(session, Batch(ids), replace(job, pattern="{form}"))
    assert names(job) == ["商业发票.pdf", "商业发票_2.pdf", "商业发票_3.pdf"]


@pytest.mark.parametrize(("overwrite", "counts"), [(True, {"printed": 3}), (False, {"there": 3})])
def test_files_of_before_stay_or_go_as_chosen(
    session: Session, ids: list[int], job: Job, overwrite: bool, counts: dict[str, int]
) -> None:
    run(session, Batch(ids), job)
    assert run(session, Batch(ids), replace(job, overwrite=overwrite)).counts == counts


def test_of_equal_names_only_the_one_that_is_there_is_skipped(
    session: Session, ids: list[int], job: Job
) -> None:
    same = replace(job, pattern="{form}", overwrite=False)
    run(session, Batch(ids[:1]), same)
    outcome = run(session, Batch(ids), same)
    assert outcome.counts == {"there": 1, "printed": 2}
    assert names(job) == ["商业发票.pdf", "商业发票_2.pdf", "商业发票_3.pdf"]
    assert "T-1002" in (job.folder / "商业发票_2.pdf").read_text("utf-8")


def test_one_file_for_all_replaces_no_file_that_is_to_stay(
    session: Session, ids: list[int], job: Job
) -> None:
    job.folder.mkdir()
    (job.folder / "T-1001.pdf").write_text("not to be touched", "utf-8")
    run(session, Batch(ids), replace(job, way=Way.MERGED, overwrite=False))
    assert names(job) == ["T-1001.pdf", "T-1001_2.pdf"]
    assert (job.folder / "T-1001.pdf").read_text("utf-8") == "not to be touched"


def test_a_long_chinese_name_is_a_file_name_still(
    session: Session, ids: list[int], job: Job
) -> None:
    run(session, Batch(ids[:2]), replace(job, pattern="长" * 300))
    assert len(names(job)) == 2


def test_a_folder_that_cannot_be_is_said(session: Session, ids: list[int], job: Job) -> None:
    job.folder.parent.mkdir(exist_ok=True)
    job.folder.write_text("a file, no folder", "utf-8")
    batch = Batch(ids)
    with pytest.raises(CannotWrite) as caught:
        run(session, batch, job)
    assert caught.value.code == "files.cannot_write"
    assert batch.left == ids


def test_one_file_holds_all(session: Session, ids: list[int], job: Job) -> None:
    outcome = run(session, Batch(ids), replace(job, way=Way.MERGED))
    assert outcome.counts == {"printed": 3}
    assert names(job) == ["T-1001.pdf"]
    text = (job.folder / "T-1001.pdf").read_text("utf-8")
    assert all(order in text for order in ORDERS)


def test_one_file_is_whole_or_not_there(session: Session, ids: list[int], job: Job) -> None:
    batch, merged = Batch(ids), replace(job, way=Way.MERGED)
    assert run(session, batch, merged, progress=StopAfter(2)).counts == {"left": 3}
    assert names(job) == []
    assert run(session, batch, merged).counts == {"printed": 3}


def test_paper_gets_what_is_left(session: Session, ids: list[int], job: Job) -> None:
    batch, printed = Batch(ids), list[str]()

    def press(pages: Iterable[Page], path: Path | None) -> None:
        assert path is None
        for page in pages:
            printed.append(next(text for text in page.texts if text in ORDERS))

    on_paper = replace(job, way=Way.PAPER)
    run(session, batch, on_paper, press=press, progress=StopAfter(1))
    run(session, batch, on_paper, press=press)
    assert printed == list(ORDERS)


def test_pages_are_made_one_document_at_a_time(session: Session, ids: list[int], job: Job) -> None:
    batch, left = Batch(ids), list[int]()

    def press(pages: Iterable[Page], path: Path | None) -> None:
        left.extend(len(batch.left) for _page in pages)

    run(session, batch, replace(job, way=Way.PAPER), press=press)
    assert left == [3, 2, 1]


def test_what_is_gone_is_skipped(session: Session, ids: list[int], job: Job) -> None:
    assert run(session, Batch([*ids, 99]), job).counts == {"printed": 3, "gone": 1}


def test_a_full_disk_leaves_nothing_half_written(
    session: Session, ids: list[int], job: Job
) -> None:
    batch = Batch(ids)

    def press(pages: Iterable[Page], path: Path | None) -> None:
        if len(batch.done) == 1:
            assert path is not None
            path.write_bytes(b"half")
            raise OSError(28, "No space left on device")
        write_texts(pages, path)

    with pytest.raises(CannotWrite) as caught:
        run(session, batch, job, press=press)
    assert caught.value.code == "files.disk_full"
    assert names(job) == ["T-1001.pdf"]
    assert run(session, batch, job).counts == {"printed": 2}
    assert names(job) == ["T-1001.pdf", "T-1002.pdf", "T-1003.pdf"]


def test_copies_with_personal_data_have_a_number_in_their_foot(
    session: Session, ids: list[int], job: Job
) -> None:
    def foots(reveal: bool) -> set[str]:
        outcome = run(
            session, Batch(ids), replace(job, setting=setting(reveal=reveal), overwrite=True)
        )
        said = [path.read_text("utf-8") for path in outcome.written]
        return {line for text in said for line in text.splitlines() if "打印时间" in line}

    (plain,) = foots(False)
    assert "打印件" not in plain
    (first,), (second,) = foots(True), foots(True)
    assert "操作员 测试员 · 打印时间 2026-11-16 09:30" in first
    head = audit.head(session.conn)
    assert head is not None
    assert f"第 {head.no - 1} 号打印件" in first
    assert f"第 {head.no} 号打印件" in second
