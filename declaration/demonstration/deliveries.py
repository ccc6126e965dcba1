"""Every report as it would have come in: whose, for which year, when, late ones, slips and corrections with them."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pandas as pd

from declaration.accounting.emissions import account
from declaration.accounting.tables import Tables
from declaration.accounting.totals import counted
from declaration.demonstration.assumptions import Assumptions, Slip
from declaration.demonstration.chance import chance
from declaration.demonstration.measures import measure_rows, measures
from declaration.demonstration.population import Reporter
from declaration.demonstration.quantities import denominators, lines
from declaration.reports.report import LINE_COLUMNS, Report

#: reports come in working hours, UTC
OPENS, CLOSES = 7, 15


@dataclass(frozen=True)
class Delivery:
    """One report on its way in: the file it is written to, its language, and when it is received (UTC)."""

    file: str
    report: Report
    language: str
    received_at: datetime


def deliveries(
    assumed: Assumptions,
    reporters: tuple[Reporter, ...],
    tables: Tables,
    area_of_lever: Mapping[str, str],
    template_version: str,
) -> tuple[Delivery, ...]:
    """All deliveries in the order they come. area_of_lever: lever_code → area, as `lever_areas.csv` says."""
    missing = {(e.member, e.year) for e in assumed.missing}
    due = [
        (r, year)
        for r in reporters
        for year in assumed.years
        if r.reports_in(year) and (r.member_id, year) not in missing
    ]
    lines_of = {(r.member_id, year): lines(assumed, tables, r, year) for r, year in due}
    emitted_t = _emitted_t(pd.concat(lines_of.values(), ignore_index=True), tables)
    listed = {r.member_id: measures(assumed, r, emitted_t[r.member_id]) for r in reporters}
    made: list[Delivery] = []
    for reporter, year in due:
        report = Report(
            member_id=reporter.member_id,
            year=year,
            template_version=template_version,
            lines=_marked(lines_of[reporter.member_id, year][list(LINE_COLUMNS)], assumed.delivery.mark),
            denominators=denominators(assumed, reporter, year),
            measures=measure_rows(listed[reporter.member_id], area_of_lever, reporter, year),
        )
        made += _sent(assumed, reporter, report)
    return tuple(sorted(made, key=lambda d: (d.received_at, d.file)))


def with_slip(report: Report, slip: Slip) -> Report:
    """The report with the slip's line in the wrong unit, its number as it was. A ValueError without such a line."""
    wrong = report.lines["activity_code"].eq(slip.activity) & report.lines["carrier_code"].eq(slip.carrier)
    if not wrong.any():
        raise ValueError(f"{slip.member} {slip.year}: no line of {slip.carrier} to write wrong")
    return replace(report, lines=report.lines.assign(unit=report.lines["unit"].mask(wrong, slip.written_unit)))


def _marked(own: pd.DataFrame, mark: str) -> pd.DataFrame:
    """The lines with the mark as the first one's comment, so that a file gone astray says what it is."""
    return own.assign(comment=own["comment"].where(own.index > 0, mark))


def _emitted_t(every_line: pd.DataFrame, tables: Tables) -> dict[str, dict[tuple[int, str], float]]:
    """Member → (year, use) → counted t CO2e; every year reported is there, if only with zero."""
    rows = account(every_line, tables)
    made: dict[str, dict[tuple[int, str], float]] = {}
    for member, year in rows[["member_id", "year"]].drop_duplicates().itertuples(index=False):
        made.setdefault(member, {})[int(year), ""] = 0.0
    groups = counted(rows).groupby(["member_id", "year", "use"])["co2e_kg"]
    for (member, year, use), kg in groups:
        made[member][int(year), use] = math.fsum(kg) / 1000
    return made


def _sent(assumed: Assumptions, reporter: Reporter, report: Report) -> Iterator[Delivery]:
    member, year = report.member_id, report.year
    english = chance(assumed.seed, member, "language").random() < assumed.delivery.english
    language = "en" if english else "sv"
    late = sum(e.days for e in assumed.late if (e.member, e.year) == (member, year))
    first_at = _arrival(assumed, reporter, year) + timedelta(days=late)
    slip = next((e for e in assumed.slip if (e.member, e.year) == (member, year)), None)
    first = with_slip(report, slip) if slip else report
    yield Delivery(f"{year}/{member}.csv", first, language, first_at)
    if slip:
        yield Delivery(f"{year}/{member}-2.csv", report, language, first_at + timedelta(days=slip.days))


def _arrival(assumed: Assumptions, reporter: Reporter, year: int) -> datetime:
    """When a report comes: the year after, for a joiner no sooner than the year after it joined."""
    random = chance(assumed.seed, reporter.member_id, year, "arrival")
    day = int(random.integers(assumed.delivery.first_day, assumed.delivery.last_day + 1))
    minutes = int(random.integers(OPENS * 60, CLOSES * 60))
    new_year = datetime(max(year, reporter.joined_year) + 1, 1, 1, tzinfo=UTC)
    return new_year + timedelta(days=day - 1, minutes=minutes)
