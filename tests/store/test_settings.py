"""The company's settings, with the defaults of a new company."""

from __future__ import annotations

from dataclasses import replace

from app.store.session import Session
from app.store.settings import CompanyProfile, get_company, get_setting, set_company, set_setting


def test_setting_is_kept_as_json(session: Session) -> None:
    value = {"a": [1, "二"], "b": None}
    with session.call("set"):
        assert set_setting(session.conn, "x", value)
        assert not set_setting(session.conn, "x", value)
    assert get_setting(session.conn, "x") == value
    assert get_setting(session.conn, "y", 7) == 7


def test_new_company_has_the_defaults_and_says_what_is_missing(session: Session) -> None:
    company = get_company(session.conn)
    assert (company.customs_mode, company.statistics_flag) == ("9610", "B")
    assert "declarant_code" in company.missing
    assert "customs_mode" not in company.missing


def test_profile_is_kept_and_undone(session: Session) -> None:
    profile = replace(get_company(session.conn), declarant_code="T000000005", files_waybills=True)
    with session.call("set"):
        assert set_company(session.conn, profile)
        assert not set_company(session.conn, profile)
    assert get_company(session.conn) == profile
    session.undo()
    assert get_company(session.conn).declarant_code == ""


def test_profile_of_a_newer_program_can_be_read(session: Session) -> None:
    with session.call("set"):
        set_setting(session.conn, "company.profile", {"seller_code": "T1", "later_field": 1})
    assert get_company(session.conn).seller_code == "T1"
    assert isinstance(get_company(session.conn), CompanyProfile)
