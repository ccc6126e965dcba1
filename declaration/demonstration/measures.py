"""The measures (åtgärder) that invented reporters list: what, whose, when, and how they turned out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from declaration.demonstration.assumptions import Assumptions, MeasureKind
from declaration.demonstration.chance import chance
from declaration.demonstration.population import Reporter
from declaration.reports.report import MEASURE_COLUMNS

#: a smaller cut (t CO2e a year) is not worth listing
SMALLEST_T = 0.05
#: most measures of one reporter
MOST = 6
#: how the number of measures grows with size
SIZE_POWER = 0.3
#: a measure is listed as planned this many years ahead
AHEAD_YEARS = 1


@dataclass(frozen=True)
class Measure:
    """One measure over its life; the two amounts are cuts in t CO2e a year."""

    measure_id: str
    kind: MeasureKind
    start_year: int
    done_year: int
    stopped: bool
    expected_t: float
    verified_t: float

    def status(self, year: int) -> str:
        """The status that a report of the year gives it."""
        if year < self.start_year:
            return "planned"
        if self.stopped and year > self.start_year:
            return "stopped"
        return "done" if year >= self.done_year else "started"


def measures(
    assumed: Assumptions, reporter: Reporter, emitted_t: Mapping[tuple[int, str], float]
) -> tuple[Measure, ...]:
    """A reporter's measures. emitted_t: (year, use) → its counted t CO2e in the years it reported.

    The cut expected is a share of what the uses emitted in the year before the start, or in the nearest year
    reported.
    """
    years = sorted({year for year, _ in emitted_t})
    random = chance(assumed.seed, reporter.member_id, "measures")
    wanted = assumed.measures.per_reporter * reporter.size**SIZE_POWER + random.normal(0, 0.7)
    made: list[Measure] = []
    for number in random.permutation(len(assumed.measure)).tolist():
        if len(made) >= min(max(round(wanted), 1), MOST):
            break
        kind = assumed.measure[number]
        start = int(random.integers(assumed.measures.first_start, assumed.measures.last_start + 1))
        nearest = min(years, key=lambda year, wished=start - 1: (abs(year - wished), year))
        base_t = math.fsum(emitted_t.get((nearest, use), 0.0) for use in kind.acts_on)
        expected_t = base_t * random.uniform(*kind.cut)
        outcome = assumed.measures.verified
        verified_t = expected_t * outcome.median * math.exp(random.normal(0, outcome.spread))
        stopped = bool(random.random() < assumed.measures.stopped_chance)
        done = start + int(random.integers(1, 3))
        if expected_t >= SMALLEST_T:
            identity = f"{len(made) + 1}"
            made.append(Measure(identity, kind, start, done, stopped, _told(expected_t), _told(verified_t)))
    return tuple(made)


def measure_rows(
    listed: tuple[Measure, ...], area_of_lever: Mapping[str, str], reporter: Reporter, year: int
) -> pd.DataFrame:
    """The measures as the report of one year lists them (columns of MEASURE_COLUMNS).

    `verified_t_per_year` is missing until a measure is done. area_of_lever: `lever_areas.csv`.
    """
    rows = []
    for measure in listed:
        if measure.start_year - AHEAD_YEARS > year:
            continue
        status = measure.status(year)
        rows.append(
            (
                reporter.member_id,
                measure.measure_id,
                measure.kind.name,
                area_of_lever[measure.kind.lever],
                measure.kind.lever,
                measure.kind.owner,
                measure.start_year,
                measure.expected_t,
                measure.verified_t if status == "done" else math.nan,
                status,
            )
        )
    return pd.DataFrame(rows, columns=MEASURE_COLUMNS)


def _told(tonnes: float) -> float:
    """Two digits: nobody knows a cut better."""
    return round(tonnes, 1 - math.floor(math.log10(tonnes)))
