"""Master bill lists as they are typed for chosen lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.declaration.fields import EditRefused
from app.store.session import Session
from app.text import error_text
from app.workflow.bill_form import CAME_IN, FIELDS, agreed, came_in, keep_bill, keep_delivery
from app.workflow.changing import Edit, edit_list
from tests.helpers.builders import make_session
from tests.helpers.importer import BILL_NO, compiled_imports, importing_company
from tests.helpers.lists import ON, declaring_session

TYPED = dict.fromkeys(FIELDS, "") | {
    "transport_name": " TEST AIR ",
    "voyage_no": "TA123",
    "bill_no": "999-12345675",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return declaring_session(tmp_path, "T-1", "T-2")


def test_form_begins_with_what_all_chosen_lists_say(session: Session) -> None:
    for list_id, voyage in ((1, "TA123"), (2, "TA124")):
        edit_list(session, list_id, [Edit("bill_no", "999-1"), Edit("voyage_no", voyage)])
    found = agreed(session.conn, [1, 2])
    assert (found["bill_no"], found["voyage_no"], found["transport_name"]) == ("999-1", "", "")
    assert agreed(session.conn, [1])["voyage_no"] == "TA123"


def test_bill_is_kept_as_typed_without_the_blanks_around_it(session: Session) -> None:
    outcome = keep_bill(session, TYPED, [1, 2], on=ON)
    assert outcome.counts == {"bills": 1}
    found = session.conn.execute("SELECT transport_name, bill_no, site_code FROM master_bill_list")
    assert found.fetchall() == [("TEST AIR", "999-12345675", "")]


@pytest.mark.parametrize(
    ("language", "said"), [("zh_CN", "所选清单的 物流企业 不一致"), ("en", "differ in Carrier")]
)
def test_field_that_differs_is_called_as_on_the_form(
    session: Session, language: str, said: str
) -> None:
    with session.call("break"):
        session.conn.execute("UPDATE declaration_list SET carrier_code = '9999960007' WHERE id = 2")
    with pytest.raises(EditRefused) as caught:
        keep_bill(session, TYPED, [1, 2], on=ON)
    assert said in error_text(caught.value, language)[0]


def test_parcels_of_a_bill_come_in_once_and_the_site_is_remembered(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        importing_company(session)
        ids = compiled_imports(session, ["I-1", "I-2"], bill_no=BILL_NO)
        known = came_in(session.conn, ids)
        assert (known["customs_office"], known["operator_code"]) != ("", "9999960008")
        typed = dict.fromkeys(CAME_IN, "") | known
        typed |= {"bill_no": BILL_NO, "transport_name": "测试航班", "voyage_no": "T0001"}
        with pytest.raises(EditRefused) as refused:
            keep_delivery(session, typed, on=ON)
        assert refused.value.params["field"] == "operator_name"
        typed |= {"operator_code": "9999960008", "operator_name": " 测试监管场所 "}
        assert keep_delivery(session, typed, on=ON).counts == {"deliveries": 1}
        (parcels,) = session.conn.execute("SELECT count(*) FROM delivery_line").fetchone()
        assert parcels == 2
        assert came_in(session.conn, [])["operator_name"] == "测试监管场所"
