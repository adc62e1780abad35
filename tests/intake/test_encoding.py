"""Encodings are guessed in a fixed order, and doubt is shown."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.intake.encoding import Certainty, chosen_encoding, guess_encoding
from app.intake.errors import IntakeError

WORDS = (
    "订单编号 商品名称 测试商品 收货地址 连衣裙 蓝牙耳机 数据线 深圳市 广州 平台 "
    "付款 手机壳 美国 德国 运动鞋 儿童玩具 备注 大号 红色"
)


def guess(path: Path, content: bytes) -> tuple[str, Certainty, bool]:
    path.write_bytes(content)
    found = guess_encoding(path)
    return found.name, found.certainty, found.is_whole


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("a,b\n1,2\n", "ascii", ("utf-8", Certainty.SURE, True)),
        ("订单,金额\n", "utf-8-sig", ("utf-8-sig", Certainty.SURE, True)),
        ("订单,金额\n", "utf-8", ("utf-8", Certainty.SURE, True)),
        ("订单,金额\n测试买家,1\n", "gb18030", ("gb18030", Certainty.LIKELY, True)),
        ("订单,金额\n", "utf-16", ("utf-16", Certainty.SURE, True)),
        ("order,amount\n测试,1\n", "utf-16-le", ("utf-16-le", Certainty.LIKELY, True)),
        ("order,amount\n测试,1\n", "utf-16-be", ("utf-16-be", Certainty.LIKELY, True)),
        ("name\ncafé\n", "utf-8", ("utf-8", Certainty.LIKELY, True)),
        ("price\n£9.99\n", "utf-8", ("utf-8", Certainty.LIKELY, True)),
        ("name\nM\xfcller\n", "cp1252", ("gb18030", Certainty.DOUBTFUL, True)),
    ],
)
def test_order_of_questions(
    tmp_path: Path, text: str, encoding: str, expected: tuple[str, Certainty, bool]
) -> None:
    assert guess(tmp_path / "a.csv", text.encode(encoding)) == expected


def test_four_byte_gb18030_is_read(tmp_path: Path) -> None:
    name, _, whole = guess(tmp_path / "a.csv", "姓名\n测试㐀𠀀买家\n".encode("gb18030"))
    assert (name, whole) == ("gb18030", True)


def test_one_foreign_line_does_not_change_the_file(tmp_path: Path) -> None:
    lines = ["测试买家,美国\n".encode()] * 20
    lines[7] = "测试买家,德国\n".encode("gb18030")
    assert guess(tmp_path / "a.csv", b"".join(lines)) == ("utf-8", Certainty.LIKELY, False)


def test_short_gbk_files_are_right_or_in_doubt(tmp_path: Path) -> None:
    chance = random.Random(7)
    words = WORDS.split()
    wrong = silent = 0
    for _ in range(400):
        text = "".join(chance.choices(words, k=chance.randint(1, 4)))[: chance.randint(2, 20)]
        name, certainty, _ = guess(tmp_path / "a.csv", text.encode("gb18030"))
        wrong += name != "gb18030"
        silent += name != "gb18030" and certainty is not Certainty.DOUBTFUL
    assert wrong <= 4  # 99 per cent
    assert silent == 0


def test_choice_of_a_person_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("注文,数量\n".encode("cp932"))
    assert chosen_encoding(path, "cp932").is_whole


def test_unknown_choice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        chosen_encoding(tmp_path / "a.csv", "rot13")
    assert caught.value.code == "intake.unknown_encoding"


def test_line_over_a_megabyte_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * (2 << 20))
    with pytest.raises(IntakeError) as caught:
        guess_encoding(path)
    assert caught.value.code == "intake.huge_line"
