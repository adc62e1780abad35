"""Every command answers: people in lines, machines in one object, scripts in an exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.cli import watching
from app.cli.answer import Exit
from app.cli.command import Command
from app.cli.commands import COMMANDS, STAGE_COMMANDS, Elsewhere
from app.store.errors import Busy
from app.workflow import match as match_stage
from app.workflow import watch
from app.workflow.pipeline import STAGES
from tests.cli.runner import ORDERS, Commands

PROFILE = (
    "declarant_code=9999960005",
    "declarant_name=测试申报企业",
    "dxp_id=DXPTEST0001",
    "seller_code=9999960004",
    "seller_name=测试电商企业",
    "producer_code=9999960006",
    "producer_name=测试生产企业",
    "customs_office=2900",
    "port_office=2900",
)


def test_stage_commands_are_the_stages_in_their_order() -> None:
    assert [command.verb for command in STAGE_COMMANDS] == [stage.verb for stage in STAGES]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.verb)
def test_what_runs_a_command_is_there(command: Command) -> None:
    assert isinstance(command.run, Elsewhere)
    assert callable(command.run.load())


@pytest.mark.parametrize("verb", [command.verb for command in COMMANDS])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_command_explains_itself(sandan: Commands, verb: str, language: str) -> None:
    told = sandan.run(verb, "--help", language=language)
    assert told.code == Exit.FINE
    assert {"en": "usage: sandan", "zh_CN": "用法：sandan"}[language] in told.out
    if language == "zh_CN":
        assert not re.search("^(usage|options|positional)|and exit$", told.out, re.MULTILINE)


def test_help_lists_every_exit_code(sandan: Commands) -> None:
    lines = sandan.run("--help").out.splitlines()
    listed = {line.split()[0] for line in lines if line.startswith("  ") and line.split()}
    assert {str(int(code)) for code in Exit} <= listed


def test_new_file_is_made_once(sandan: Commands) -> None:
    assert sandan.run("new").code == Exit.FINE
    assert sandan.data.exists()
    told = sandan.run("new")
    assert told.code == Exit.REFUSED
    assert str(sandan.data) in told.err


def test_import_tells_counts_and_history_keeps_the_call(sandan: Commands) -> None:
    sandan.run("new")
    told = sandan.run("import", sandan.file("orders.csv"))
    assert told.code == Exit.FINE
    assert "new 1" in told.out
    assert "Import" in sandan.run("history").out
    assert sandan.run("undo").code == Exit.FINE
    assert sandan.run("redo").code == Exit.FINE
    assert sandan.run("redo").code == Exit.REFUSED


def test_bad_cell_is_told_with_its_place_and_fix(sandan: Commands) -> None:
    sandan.run("new")
    bad = ORDERS.replace("1,12.50,12.50", "viel,12.50,12.50")
    told = sandan.run("import", sandan.file("bad.csv", bad))
    assert told.code == Exit.BLOCKED
    line = next(line for line in told.out.splitlines() if "bad.csv" in line)
    assert line.startswith("[blocking]")
    assert "row 2" in line
    assert "viel" in line


def test_json_is_one_object_and_nothing_else(sandan: Commands) -> None:
    sandan.run("new")
    bad = ORDERS.replace("1,12.50,12.50", "viel,12.50,12.50")
    told = sandan.run("import", sandan.file("bad.csv", bad), "--json")
    (finding,) = [one for one in told.json["findings"] if one["severity"] == "blocking"]
    assert (finding["file"], finding["row"], finding["value"]) == ("bad.csv", 2, "viel")
    assert finding["text"]
    assert finding["fix"]
    assert told.json["exit"] == told.code == Exit.BLOCKED
    assert told.err == ""


def test_dry_run_saves_nothing(sandan: Commands) -> None:
    sandan.run("new")
    assert "new 1" in sandan.run("import", "--dry-run", sandan.file("orders.csv")).out
    assert sandan.run("history", "--json").json["calls"] == []


def test_direction_of_orders_is_told_and_can_be_said(sandan: Commands) -> None:
    sandan.run("new")
    imports = (
        "电商平台,订单编号,订购人,订购人证件号码,商品货号,商品名称,数量,单价\n"
        "测试平台,I-1,测试买家01,999999199001010016,S1,测试面霜,1,100\n"
    )
    path = sandan.file("imports.csv", imports)
    told = sandan.run("import", "--dry-run", path, "--json").json
    assert [(one["field"], one["value"]) for one in told["findings"][:3]] == [
        ("flow", "import"),
        ("country", "CHN"),
        ("currency", "CNY"),
    ]
    said = sandan.run("import", "--dry-run", path, "--flow", "export", "--json").json
    assert {one["code"] for one in said["findings"]} == {"intake.column_missing"}
    assert sandan.run("import", path, "--flow", "sideways").code == Exit.USAGE


def test_refusal_is_told_in_both_languages_and_as_json(sandan: Commands) -> None:
    english, chinese = sandan.run("match"), sandan.run("match", language="zh_CN")
    assert english.code == chinese.code == Exit.REFUSED
    assert "找不到数据文件" in chinese.err
    assert english.err.isascii()
    assert sandan.run("match", "--json").json["error"]["code"] == "error.no_file"


@pytest.mark.parametrize(
    "words", [["sing"], ["import"], ["match", "--on", "tomorrow"], ["status", "NOBODY"]]
)
def test_wrong_usage_has_its_own_code(sandan: Commands, words: list[str]) -> None:
    sandan.run("new")
    assert sandan.run(*words).code == Exit.USAGE


def test_foreign_file_is_refused_unchanged(sandan: Commands) -> None:
    sandan.data.parent.mkdir()
    sandan.data.write_bytes(b"not a database, not ours")
    assert sandan.run("history").code == Exit.REFUSED
    assert sandan.data.read_bytes() == b"not a database, not ours"


def test_bug_is_logged_and_never_shown(sandan: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("buyer 13800000000")

    monkeypatch.setattr(match_stage, "run", broken)
    sandan.run("new")
    sandan.run("import", sandan.file("orders.csv"))
    told = sandan.run("match")
    log = sandan.folder / "home" / "log" / "sandan.log"
    assert told.code == Exit.BUG
    assert str(log) in told.err
    assert "Traceback" not in told.err + told.out
    written = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in written
    assert "13800000000" not in written


def test_ctrl_c_ends_quietly(sandan: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(match_stage, "run", stopped)
    sandan.run("new")
    sandan.run("import", sandan.file("orders.csv"))
    told = sandan.run("match")
    assert told.code == Exit.STOPPED
    assert "Stopped" in told.err
    assert len(sandan.run("history", "--json").json["calls"]) == 1


# --- the whole way --------------------------------------------------------------------------


def prepare(sandan: Commands) -> None:
    """A company, goods, an order and its waybill."""
    sandan.run("new")
    sandan.run("company", *PROFILE)
    parties = (
        "企业角色,企业名称,海关编码\nplatform,测试平台,9999960001\ncarrier,测试物流,9999960003\n"
    )
    goods = (
        "商品货号,商品名称,商品编码,规格型号,申报计量单位,法定计量单位,法定数量换算,单件净重\n"
        "SKU-001,测试商品,3924100000,塑料制,件,千克,0.4,0.4\n"
    )
    waybills = (
        "物流企业,物流运单编号,订单编号,运抵国,毛重,件数,收货人,主要货物信息\n"
        "测试物流,WB-1,T-1,美国,0.5,1,Test Buyer 01,测试商品\n"
    )
    files = {"parties": parties, "goods": goods, "orders": ORDERS, "waybills": waybills}
    paths = [sandan.file(f"{name}.csv", content) for name, content in files.items()]
    told = sandan.run("import", *paths, "--json")
    assert told.code == Exit.FINE, told.json


def test_an_order_goes_from_file_to_cleared_list(sandan: Commands) -> None:
    prepare(sandan)
    counts = {}
    for verb in ("match", "check", "lists", "export"):
        told = sandan.run(verb, "--json")
        assert told.code == Exit.FINE, told.json
        counts[verb] = told.json["counts"]
    assert counts["lists"]["new"] == 1
    assert counts["export"] == {"files": 2, "orders": 1, "lists": 1}
    folder = Path(told.json["written"][0])
    assert (folder / "CEB603-0001.xml").exists()
    assert folder.parent == sandan.data.parent / "outbox"
    simulated = sandan.run("simulate", "--receive", "--json").json
    assert simulated["simulated"]["accepted"] == 2
    assert simulated["counts"]["tied"] == simulated["simulated"]["receipts"]
    assert sandan.run("status", "--json").json["counts"] == {"cleared": 1}
    (row,) = sandan.run("status", "--state", "cleared", "--json").json["lists"]
    told = sandan.run("status", row["own_no"])
    assert "结关（模拟）" in told.out
    told = sandan.run("report", "--output", sandan.folder / "month.xlsx")
    assert told.code == Exit.FINE, told.err
    assert (sandan.folder / "month.xlsx").exists()


def test_rejected_list_is_explained(sandan: Commands) -> None:
    prepare(sandan)
    for verb in ("match", "lists", "export"):
        sandan.run(verb)
    for order_file in sandan.data.parent.rglob("CEB303-*.xml"):
        order_file.unlink()  # as if somebody forgot to send the orders
    sandan.run("simulate", "--receive")
    (row,) = sandan.run("status", "--state", "rejected", "--json").json["lists"]
    told = sandan.run("status", row["own_no"])
    assert "Correct what the receipt says" in told.out
    assert "[orderNo]T-1" in told.out


def test_company_settings_are_shown_and_checked(sandan: Commands) -> None:
    sandan.run("new")
    sandan.run("company", "customs_office=2900")
    assert "customs_office=2900" in sandan.run("company").out
    told = sandan.run("company", "colour=red")
    assert told.code == Exit.USAGE
    assert "customs_office" in told.out + told.err


def test_reference_rows_of_the_user_are_kept(sandan: Commands) -> None:
    sandan.run("new")
    listed = sandan.file("ports.csv", "code,name_zh\n9997,测试海关\n")
    assert (
        sandan.run("reference", "customs_office", listed, "--json").json["counts"]["changed"] == 1
    )
    again = sandan.run("reference", "customs_office", listed, "--json").json["counts"]
    assert again["changed"] == 0
    assert sandan.run("reference", "nonsense", listed).code == Exit.REFUSED


def test_suggestions_can_be_listed_when_there_are_none(sandan: Commands) -> None:
    sandan.run("new")
    assert "no suggestions" in sandan.run("accept").out
    assert sandan.run("accept", "--sure").code == Exit.FINE


def test_demonstration_runs_and_proves_itself(sandan: Commands) -> None:
    told = sandan.run("demo", sandan.folder / "demo", "--size", "60")
    assert told.code == Exit.FINE, told.out
    assert (sandan.folder / "demo" / "workbook.xlsx").exists()


# --- the watched folder ---------------------------------------------------------------------


def test_watched_files_are_taken_in_and_moved_with_a_report(sandan: Commands) -> None:
    prepare(sandan)
    sandan.file("in/orders.csv", ORDERS.replace("T-1", "T-2"))
    sandan.file("in/broken.xlsx", "this is no workbook")
    sandan.file("in/.hidden.csv")
    sandan.file("in/loading.csv.part")
    sandan.file("in/公司.sandan", "another company's, which a window may have open")
    inbox = sandan.folder / "in"
    told = sandan.run("watch", inbox, "--once")
    assert told.code == Exit.BLOCKED
    assert {path.name for path in (inbox / "done").iterdir()} == {
        "orders.csv",
        "orders.csv.report.json",
    }
    assert (inbox / "failed" / "broken.xlsx").exists()
    report = json.loads((inbox / "done" / "orders.csv.report.json").read_text("utf-8"))
    assert report["counts"]["new"] == 1
    failure = json.loads((inbox / "failed" / "broken.xlsx.report.json").read_text("utf-8"))
    assert failure["error"]["title"]
    assert {path.name for path in inbox.iterdir() if path.is_file()} == {
        ".hidden.csv",
        "loading.csv.part",
        "公司.sandan",
    }


def test_same_name_again_does_not_overwrite(sandan: Commands) -> None:
    prepare(sandan)
    inbox = sandan.folder / "in"
    for note in ("T-2", "T-3"):
        sandan.file("in/orders.csv", ORDERS.replace("T-1", note))
        sandan.run("watch", inbox, "--once")
    assert (inbox / "done" / "orders (2).csv").exists()


def test_watched_receipts_are_received(sandan: Commands) -> None:
    prepare(sandan)
    for verb in ("match", "lists", "export"):
        sandan.run(verb)
    inbox = sandan.data.parent / "inbox"
    written = sandan.run("simulate", "--inbox", inbox, "--json").json["simulated"]["receipts"]
    told = sandan.run("watch", "--once", "--json")
    assert told.code == Exit.FINE
    assert len(told.json["files"]) == written
    assert sandan.run("status", "--json").json["counts"] == {"cleared": 1}


def test_only_settled_files_are_taken_until_stopped(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandan.run("new")
    growing = sandan.file("in/orders.csv", ORDERS.splitlines(keepends=True)[0])
    rounds: list[int] = []

    def pause(_: float) -> None:
        rounds.append(len(list((sandan.folder / "in").glob("*.csv"))))
        if len(rounds) == 1:
            growing.write_text(ORDERS, encoding="utf-8")
        if len(rounds) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching.time, "sleep", pause)
    told = sandan.run("watch", sandan.folder / "in")
    assert told.code == Exit.FINE
    assert rounds == [1, 1, 0]
    assert "done/orders.csv" in told.out


def test_watched_files_wait_while_the_data_file_is_busy(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandan.run("new")
    sandan.file("in/orders.csv")
    busy = [True, False]

    def take(*given: object, **named: object) -> watch.Taken:
        if busy.pop(0):
            raise Busy(path=sandan.data, detail="locked")
        return real(*given, **named)  # type: ignore[arg-type]

    def pause(_: float) -> None:
        if not busy:
            raise KeyboardInterrupt

    real = watch.take
    monkeypatch.setattr(watch, "take", take)
    monkeypatch.setattr(watching.time, "sleep", pause)
    told = sandan.run("watch", sandan.folder / "in", "--json")
    first = json.loads(told.out.splitlines()[0])
    assert (first["file"], first["counts"]["new"]) == ("orders.csv", 1)
    assert told.code == Exit.FINE
