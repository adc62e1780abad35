"""What the engines need besides documents: the company's terms, its code tables, the law."""

from __future__ import annotations

import sqlite3
from datetime import date

from app.declaration.terms import LONGEST_PREFIX, Company, ImportTerms, Terms
from app.documents.fields import Flow
from app.legal.parameters import Parameters
from app.matching.profile import SETTING
from app.precheck.sql import Facts
from app.reference.codes import Codes, Override
from app.store.overrides import overrides
from app.store.settings import CompanyProfile, get_company, get_setting
from app.text import LANGUAGES, text
from app.values.errors import AppError
from app.values.finding import Finding, Severity


class ProfileIncomplete(AppError):
    """The company's own settings lack what every list must carry."""

    code = "error.profile_incomplete"


def codes_of(conn: sqlite3.Connection) -> Codes:
    """The code tables with the rows the user imported."""
    return Codes(
        [
            Override(row.table, row.code, row.values, row.source, date.fromisoformat(day))
            for row in overrides(conn)
            for day in [row.imported_on[:10]]
        ]
    )


def facts_of(conn: sqlite3.Connection) -> Facts:
    """Code tables, law and seller for the checks."""
    profile = get_setting(conn, SETTING, {})
    return Facts(
        codes_of(conn),
        Parameters(),
        get_company(conn).seller_code,
        orderer_authenticated=bool(profile.get("orderer_authenticated", False)),
    )


def terms_of(conn: sqlite3.Connection, *flows: Flow) -> Terms:
    """What the company puts into every list of these flows (none named: of those its orders have,
    else its settings). A pure exporter is not asked for what imports need, and the other way
    round. Raises ProfileIncomplete."""
    profile = get_company(conn)
    missing = list(profile.missing_for(*(flows or _flows_of_orders(conn) or profile.flows)))
    if len(profile.own_no_prefix) > LONGEST_PREFIX:
        missing.append("own_no_prefix")
    if missing:
        raise ProfileIncomplete(fields=", ".join(missing))
    return _terms(profile)


def terms_within(conn: sqlite3.Connection) -> tuple[Terms, dict[Flow, Finding]]:
    """What the company puts into the lists of those flows its settings are complete for; and each
    flow of its orders they are not, with a finding that says what is missing. Raises
    ProfileIncomplete when no order can have a list."""
    profile = get_company(conn)
    flows = _flows_of_orders(conn) or profile.flows
    left_out = {
        flow: _incomplete(flow, missing) for flow in flows if (missing := profile.missing_for(flow))
    }
    ready = [flow for flow in flows if flow not in left_out]
    return terms_of(conn, *(ready or flows)), left_out


def _incomplete(flow: Flow, fields: tuple[str, ...]) -> Finding:
    words = tuple(
        (f"label_{language}", ", ".join(text(f"masters.{name}", language) for name in fields))
        for language in LANGUAGES
    )
    link = (("page", "parties"), ("at", f"company:{fields[0]}"))
    return Finding(f"lists.{flow}_profile", Severity.BLOCKING, field=fields[0], params=words + link)


def _flows_of_orders(conn: sqlite3.Connection) -> tuple[Flow, ...]:
    query = "SELECT 1 FROM orders WHERE flow = '{}' LIMIT 1"
    return tuple(flow for flow in Flow if conn.execute(query.format(flow)).fetchone())


def _terms(profile: CompanyProfile) -> Terms:
    return Terms(
        declarant=Company(profile.declarant_code, profile.declarant_name),
        seller=Company(profile.seller_code, profile.seller_name),
        producer=Company(profile.producer_code, profile.producer_name),
        customs_office=profile.customs_office,
        port_office=profile.port_office,
        transport_mode=profile.transport_mode,
        wrap_type=profile.wrap_type,
        customs_mode=profile.customs_mode,
        statistics_flag=profile.statistics_flag,
        own_no_prefix=profile.own_no_prefix,
        site_code=profile.site_code,
        at_zone_customs=profile.at_zone_customs,
        imports=_import_terms(profile) if profile.import_mode else None,
    )


def _import_terms(profile: CompanyProfile) -> ImportTerms:
    return ImportTerms(
        customs_mode=profile.import_mode,
        customs_office=profile.import_customs_office,
        port_office=profile.import_port_office,
        transport_mode=profile.import_transport_mode,
        assure_code=profile.assure_code,
        departure_country=profile.departure_country,
        direct_transport_mode=profile.direct_transport_mode or profile.import_transport_mode,
        account_book_no=profile.account_book_no,
        area_code=profile.area_code,
        area_name=profile.area_name,
        site_code=profile.import_site_code,
    )
