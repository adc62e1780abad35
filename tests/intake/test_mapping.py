"""Columns find their fields by name, by profile, or by what the user said."""

from __future__ import annotations

from collections import Counter

import pytest

from app import resources
from app.documents.fields import FIELDS, FileKind
from app.intake.headers import bare_key, fingerprint, header_key, unit_in_header
from app.intake.mapping import (
    Origin,
    SavedMapping,
    choices,
    guess_kind,
    header_score,
    plan_columns,
    synonyms,
)
from app.intake.profiles import profile_for, profiles
from app.reference.recognise import currency_code


@pytest.mark.parametrize(
    "spelling", ["Order No.", "orderNo", "order_no", "ORDER NO", "ｏｒｄｅｒ　ｎｏ", "order-no:"]
)
def test_spellings_of_a_header_share_a_key(spelling: str) -> None:
    assert header_key(spelling) == "orderno"


@pytest.mark.parametrize(
    ("header", "bare", "unit"),
    [
        ("重量（g）", "重量", "g"), ("重量(KG)*", "重量", "kg"), ("重量/克", "重量", "g"),
        ("毛重_kg", "毛重", "kg"), ("Weight [lb]", "weight", "lb"),
        ("订单编号（必填）", "订单编号", ""),
        ("重量", "重量", ""),
    ],
)  # fmt: skip
def test_notes_and_units_beside_a_header(header: str, bare: str, unit: str) -> None:
    assert (bare_key(header), unit_in_header(header)) == (bare, unit)


def test_fingerprint_is_stable_and_minds_the_order() -> None:
    assert fingerprint(["订单号", "Amount"]) == fingerprint(["订单号 ", "amount", "", ""])
    assert fingerprint(["订单号", "Amount"]) != fingerprint(["Amount", "订单号"])
    assert len(fingerprint([])) == 16


@pytest.mark.parametrize("kind", list(FileKind))
def test_names_of_fields_map_to_themselves(kind: FileKind) -> None:
    for field in FIELDS[kind]:
        for word in (field.name, field.zh, field.en):
            assert synonyms(kind)[header_key(word)] == field.name


@pytest.mark.parametrize("kind", list(FileKind))
def test_one_word_belongs_to_one_field(kind: FileKind) -> None:
    table = resources.load_toml("intake/synonyms.toml")[kind.value]
    words = [(header_key(word), name) for name, listed in table.items() for word in listed]
    words += [
        (header_key(word), field.name)
        for field in FIELDS[kind]
        for word in (field.name, field.zh, field.en)
    ]
    claims = Counter(word for word, _ in set(words))
    assert not [word for word, count in claims.items() if count > 1]


@pytest.mark.parametrize("kind", list(FileKind))
def test_synonyms_name_fields_that_exist(kind: FileKind) -> None:
    table = resources.load_toml("intake/synonyms.toml")[kind.value]
    assert set(table) <= {field.name for field in FIELDS[kind]}


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("orderNo,ebpName,goodsValue,freight,currency,itemNo,itemName,qty,price,country", "order"),
        ("orderNo,payName,payNo,charge,currency,accountingDate", "payment"),
        ("logisticsName,logisticsNo,orderNo,freight,insuredFee,grossWeight,packNo", "waybill"),
        ("订单号,支付流水号,支付金额,币种,支付时间", "payment"),
        ("客户单号,运单号,实重(KG),目的国家", "waybill"),
        ("货号,中文品名,HS编码,申报单位,原产国", "goods"),
        ("企业角色,企业名称,海关编码,统一社会信用代码", "party"),
        ("姓名,年龄", None),
    ],
)
def test_kind_is_recognised_by_its_headers(headers: str, kind: str | None) -> None:
    assert guess_kind(headers.split(","))[0] == kind


def test_kind_with_all_required_columns_fits_fully() -> None:
    assert guess_kind(["支付单号", "订单号", "金额", "币种"]) == (FileKind.PAYMENT, 100)
    assert guess_kind(["支付单号", "订单号", "金额"]) == (FileKind.PAYMENT, 75)


def test_similar_header_is_a_guess() -> None:
    plan = plan_columns(
        ["我司平台订单编号", "运单号"], FileKind.WAYBILL, SavedMapping(FileKind.WAYBILL)
    )
    column = plan.columns[0]
    assert (column.fields, column.origin) == (("order_no",), Origin.SIMILAR)
    assert column.confidence < plan.columns[1].confidence


def test_second_column_for_a_field_is_reported() -> None:
    plan = plan_columns(["订单号", "订单编号"], FileKind.ORDER, SavedMapping(FileKind.ORDER))
    assert plan.columns[1].fields == ()
    assert plan.twice == (("订单编号", "order_no"),)


def test_decision_of_the_user_wins() -> None:
    saved = SavedMapping(FileKind.ORDER, {"甲": "order_no", "备注": ""}, {"platform": "测试平台"})
    plan = plan_columns(["订单号", "甲", "备注"], FileKind.ORDER, saved)
    assert [column.fields for column in plan.columns] == [(), ("order_no",), ()]
    assert plan.columns[1].origin is Origin.DECIDED
    assert plan.constants == {"platform": "测试平台"}


def test_missing_required_fields_are_named() -> None:
    plan = plan_columns(["支付单号", "订单号"], FileKind.PAYMENT, SavedMapping(FileKind.PAYMENT))
    assert [field.name for field in plan.missing] == ["amount", "currency"]


def test_what_was_decided_can_be_saved_and_read_again() -> None:
    decided = SavedMapping(FileKind.PAYMENT, {"甲": "amount"}, {"currency": "USD"}, "dmy", True)
    plan = plan_columns(["支付单号", "订单号", "甲"], FileKind.PAYMENT, decided)
    saved = SavedMapping.from_json(plan.saved().as_json())
    assert saved.columns == {"支付单号": "pay_no", "订单号": "order_no", "甲": "amount"}
    again = plan_columns(["支付单号", "订单号", "甲"], FileKind.PAYMENT, saved)
    assert again.recipes == plan.recipes
    assert (again.constants, again.date_order, again.decimal_comma) == (
        {"currency": "USD"},
        "dmy",
        True,
    )


def test_saving_over_a_profile_keeps_only_the_users_choices() -> None:
    headers = sorted(profile_headers("paypal_activity"))
    decided = SavedMapping(FileKind.PAYMENT, {"Name": ""})
    plan = plan_columns(headers, FileKind.PAYMENT, decided)
    assert "payer_name" not in plan.recipes
    assert plan.saved().columns == {"Name": ""}
    assert plan.saved().constants == {}


def test_column_the_user_chose_beats_the_constant_of_a_profile() -> None:
    headers = [*sorted(profile_headers("paypal_activity")), "渠道"]
    decided = SavedMapping(FileKind.PAYMENT, {"渠道": "provider"})
    plan = plan_columns(headers, FileKind.PAYMENT, decided)
    assert "provider" not in plan.constants
    assert plan.recipes["provider"].columns == ("渠道",)


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.id)
def test_profile_is_sound(profile) -> None:  # type: ignore[no-untyped-def]
    names = {field.name for field in FIELDS[profile.kind]}
    assert set(profile.recipes) | set(profile.constants) | set(profile.item_headers) <= names
    assert profile_for(profile.signature) is profile
    signs = [code for recipe in profile.recipes.values() for code in recipe.signs.values()]
    assert all(currency_code(code) == code for code in signs)


def test_profiles_state_where_their_headers_come_from() -> None:
    for name in resources.names("intake/profiles", ".toml"):
        comment = (resources.root() / name).read_text(encoding="utf-8").partition("\nid = ")[0]
        assert "Header list:" in comment, name


@pytest.mark.parametrize("name", ["pay_kind", "role", "refund_wanted"])
def test_no_word_means_two_choices(name: str) -> None:
    table = resources.load_toml("intake/synonyms.toml")["values"][name]
    words = [word for value, listed in table.items() for word in {value, *listed}]
    known = choices(name)
    assert known
    assert len(known) == len({word.casefold().replace(" ", "") for word in words})


def test_header_row_scores_above_data() -> None:
    assert header_score(["订单号", "支付流水号", "金额"]) > header_score(
        ["A0001", "P0001", "12.50"]
    )


def profile_headers(identity: str) -> set[str]:
    profile = next(profile for profile in profiles() if profile.id == identity)
    return {header for recipe in profile.recipes.values() for header in recipe.columns} | {
        "Time", "TimeZone", "Type", "Status", "Net",
    }  # fmt: skip
