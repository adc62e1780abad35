"""The direction of an order file: guessed from what stands in it, said aloud, and changeable."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents.fields import FileKind, Flow
from app.intake.errors import IntakeError
from app.intake.plan import SavedMapping, Source, open_source
from tests.intake.files import read_all, write_orders, write_text

# The columns of a three-document template of import orders.
IMPORT = {
    "订单编号": "I-1", "电商平台名称": "测试平台", "订购人注册号": "test-01",
    "订购人姓名": "测试买家01", "订购人证件类型": "身份证", "订购人证件号码": "000000000000000001",
    "订购人电话": "00000000001", "收货人姓名": "测试收件01", "收货人电话": "00000000001",
    "收货地址": "测试省测试市测试路1号", "收货地址行政区划代码": "330201", "商品金额": "100",
    "运杂费": "10", "代扣税款": "9.1", "非现金抵扣金额": "5", "实际支付金额": "114.1",
    "支付交易编号": "P-1", "商品批次号": "LOT-1", "商品货号": "S1", "商品名称": "测试面霜",
    "规格型号": "50ml", "原产国": "法国", "单位": "件", "数量": "2", "单价": "50",
}  # fmt: skip


def write_imports(path: Path, **columns: str) -> Path:
    cells = IMPORT | columns
    return write_text(path, [list(cells), list(cells.values())])


def opened(path: Path, **said: object) -> Source:
    return open_source(path, **said)  # type: ignore[arg-type]


def codes(source: Source) -> list[str]:
    return [note.code for note in source.notes]


def test_import_template_is_read_whole_with_china_and_yuan_assumed(tmp_path: Path) -> None:
    source = opened(write_imports(tmp_path / "a.csv"))
    assert source.columns.flow is Flow.IMPORT
    assert source.columns.assumed == {"flow": "import", "country": "CHN", "currency": "CNY"}
    assert not source.columns.missing
    (row,), _ = read_all(source)
    assert row | {
        "flow": "import", "country": "CHN", "currency": "CNY", "buyer_reg_no": "test-01",
        "buyer_id_type": "1", "buyer_id_no": "000000000000000001", "consignee_district": "330201",
        "tax": 910_000, "discount": 500_000, "paid": 11_410_000, "stated_pay_no": "P-1",
        "batch_no": "LOT-1", "origin": "FRA", "unit": "011",
    } == row  # fmt: skip


def test_guess_and_assumptions_are_said(tmp_path: Path) -> None:
    notes = opened(write_imports(tmp_path / "a.csv")).notes
    assert [(n.code, n.field, n.value) for n in notes] == [
        ("intake.import_by_buyer", "flow", "import"),
        ("intake.assumed", "country", "CHN"),
        ("intake.assumed", "currency", "CNY"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "flow"),
    [
        ("运抵国", "中国", Flow.IMPORT), ("运抵国", "142", Flow.IMPORT),
        ("运抵国", "美国", Flow.EXPORT),
        ("币制", "人民币", Flow.IMPORT), ("币制", "142", Flow.IMPORT), ("币制", "USD", Flow.EXPORT),
        ("进出口标志", "I", Flow.IMPORT), ("进出口标志", "出口", Flow.EXPORT),
    ],
)  # fmt: skip
def test_content_tells_the_direction(tmp_path: Path, column: str, value: str, flow: Flow) -> None:
    assert opened(write_imports(tmp_path / "a.csv", **{column: value})).columns.flow is flow


def test_one_foreign_destination_makes_an_export(tmp_path: Path) -> None:
    cells = {**IMPORT, "运抵国": "中国", "币制": "CNY"}
    other = {**cells, "订单编号": "E-1", "运抵国": "美国"}
    path = write_text(tmp_path / "a.csv", [list(cells), list(cells.values()), list(other.values())])
    assert opened(path).columns.flow is Flow.EXPORT


def test_usual_export_file_says_nothing_new(tmp_path: Path) -> None:
    source = opened(write_orders(tmp_path / "a.csv"))
    assert (source.columns.flow, source.columns.assumed, codes(source)) == (Flow.EXPORT, {}, [])


def test_country_of_an_export_is_never_assumed(tmp_path: Path) -> None:
    header = [name for name in IMPORT if not name.startswith("订购人")]
    path = write_text(tmp_path / "a.csv", [header, [IMPORT[name] for name in header]])
    source = opened(path, kind=FileKind.ORDER)
    assert source.columns.flow is Flow.EXPORT
    assert [field.name for field in source.columns.missing] == ["country", "currency"]


def test_user_has_the_last_word(tmp_path: Path) -> None:
    path = write_imports(tmp_path / "a.csv")
    source = opened(path, constants={"flow": "export"})
    assert source.columns.flow is Flow.EXPORT
    assert [field.name for field in source.columns.missing] == ["country", "currency"]
    source = opened(path, constants={"flow": "import"})
    assert source.columns.assumed == {"country": "CHN", "currency": "CNY"}
    assert codes(source) == ["intake.assumed", "intake.assumed"]
    with pytest.raises(IntakeError):
        opened(path, constants={"flow": "sideways"})


def test_decision_is_remembered_and_guess_is_not(tmp_path: Path) -> None:
    path = write_imports(tmp_path / "a.csv")
    assert opened(path).columns.saved().constants == {}
    decided = opened(path, constants={"flow": "export", "country": "USA"}).columns.saved()
    source = opened(path)
    again = opened(path, remembered={source.fingerprint: decided})
    assert again.columns.flow is Flow.EXPORT
    assert isinstance(decided, SavedMapping)


def test_direction_said_for_many_files_is_only_for_orders(tmp_path: Path) -> None:
    rows = [["支付企业", "支付交易编号", "订单编号", "支付人姓名", "支付人证件号码", "支付人电话",
             "支付金额", "币制"],
            ["测试支付", "P-1", "I-1", "测试买家01", "000000000000000001", "00000000001", "114.1",
             "142"]]  # fmt: skip
    source = opened(write_text(tmp_path / "p.csv", rows), constants={"flow": "import"})
    assert (source.kind, source.columns.flow) == (FileKind.PAYMENT, None)
    (row,), _ = read_all(source)
    assert (row["payer_id_no"], row["payer_phone"]) == ("000000000000000001", "00000000001")


def test_bill_of_lading_of_a_waybill_is_read(tmp_path: Path) -> None:
    rows = [["物流企业", "物流运单编号", "订单编号", "毛重", "提运单号"],
            ["测试物流", "W-1", "I-1", "0.5", "999-00000011"]]  # fmt: skip
    (row,), _ = read_all(opened(write_text(tmp_path / "w.csv", rows)))
    assert row["bill_no"] == "999-00000011"
