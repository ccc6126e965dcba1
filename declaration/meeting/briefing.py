"""What the meeting has before it: one set of figures, from a release, an earlier one, and the meeting's log.

The page, the wall, the PDF and the slides all show this and nothing else, so that they cannot differ. Only published
figures go in; amounts are t CO2e.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from declaration.meeting.state import AREAS, TO_COME, WHOLE, Measure, State

OFFICIAL = "official"
#: what is told apart of a change belongs to one of these
REVISED, PEOPLE, FACTORS, REAL, REST, SUM = "revised", "people", "factors", "real", "rest", "sum"
#: effect in the release → what it belongs to
BELONGS = {
    "new_reporters": PEOPLE,
    "leavers": PEOPLE,
    "missing_reports": PEOPLE,
    "boundary": PEOPLE,
    "other": PEOPLE,
    "corrections": FACTORS,
    "factors_and_method": FACTORS,
    "system_factor": FACTORS,
    "own_choice": REAL,
    "activity": REAL,
    "energy_intensity": REAL,
    "activity_and_intensity": REAL,
}


class Edition(Protocol):
    """A release that answers questions of `queries/public/`."""

    built_on: str

    def ask(self, name: str, **parameters: object) -> pd.DataFrame:
        """The answer to one question."""

    @property
    def release(self):
        """The release, with its `id`."""


@dataclass(frozen=True)
class Standing:
    """Where one scope (`total`, an area, `official`) stands against its path; None where nothing can be told."""

    scope: str
    status: str
    last_year: int
    last_t: float | None
    is_estimate: bool
    allowed_t: float | None
    target_year: int
    target_t: float | None
    gap_t: float | None
    gap_low_t: float | None
    gap_high_t: float | None
    required_t_per_year: float | None
    achieved_t_per_year: float | None
    misses_of_20: int | None
    misses_sense: str


@dataclass(frozen=True)
class Change:
    """What a published figure became since an earlier release: steps (belongs to, effect, whole t CO2e) that add up."""

    scope: str
    earlier_release: str
    earlier_on: str
    first_year: int
    last_year: int
    from_t: int
    to_t: int
    steps: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class MembersMeasures:
    """Members' measures of one area and status, as published; None where not stated, or `hidden`."""

    area: str
    status: str
    measures: float | None
    expected_t: float | None
    verified_t: float | None
    hidden: frozenset[str]


@dataclass(frozen=True)
class Wedge:
    """How far the measures that are still to take effect reach from the last level towards the path.

    own_t, members_t: what they take off the level, year by year. counted: ids of the meeting's measures in it.
    """

    years: tuple[int, ...]
    held_t: float
    own_t: tuple[float, ...]
    members_t: tuple[float, ...]
    path_t: tuple[float, ...]
    counted: tuple[str, ...]
    some_withheld: bool

    @property
    def needed_t(self) -> float:
        """From the last level down to the path in the target year."""
        return max(0.0, self.held_t - self.path_t[-1])

    @property
    def covered_t(self) -> float:
        """What the measures take off in the target year."""
        return self.own_t[-1] + self.members_t[-1]

    @property
    def uncovered_t(self) -> float:
        """What no measure covers yet in the target year."""
        return max(0.0, self.needed_t - self.covered_t)


@dataclass(frozen=True)
class Briefing:
    """Everything that the meeting sees; `log` is None where the log is broken and nothing can be told of it."""

    release: str
    built_on: str
    kind: str
    factors: str
    scope: str
    coverage_year: int
    reporters: int
    members: int
    missing_low: float | None
    missing_high: float | None
    official_release: str
    standings: tuple[Standing, ...]
    levels: Mapping[int, float]
    estimated_years: frozenset[int]
    path: Mapping[int, float]
    change: Change | None
    official_change: Change | None
    members_measures: tuple[MembersMeasures, ...]
    wedge: Wedge | None
    log: State | None
    today: date

    def standing(self, scope: str) -> Standing:
        """Where one scope stands."""
        return next(standing for standing in self.standings if standing.scope == scope)


def brief(
    edition: Edition,
    earlier: Edition | None,
    log: State | None,
    today: date,
    *,
    scope: str = WHOLE,
    factors: str = "own_year",
) -> Briefing:
    """The briefing of a release.

    earlier: what it is compared with, None for nothing. log: what the meeting has written down, None where that is
    broken. scope: whose change is split (`total` or an area). factors: `own_year` or `constant`, for statuses, paths
    and the wedge; a change is always split with each year's own factors, for the effect of the factors is part of it.
    """
    verdicts = edition.ask("programme_status", factors=factors).set_index("area").reindex([WHOLE, *AREAS])
    levels = edition.ask("programme_levels", view="like_for_like", factors=factors)
    paths = edition.ask("programme_paths", factors=factors)
    coverage = edition.ask("programme_coverage").iloc[-1]
    whole = levels[levels["area"].eq(WHOLE)].dropna(subset=["co2e_t"])
    path = _by_year(paths[paths["area"].eq(WHOLE)], "emissions_t")
    standings = tuple(_programme_standing(scope, verdicts) for scope in (WHOLE, *AREAS))
    official = _official(edition)
    measures = _members_measures(edition)
    return Briefing(
        release=edition.release.id,
        built_on=edition.built_on,
        kind=str(levels["kind"].iloc[0]),
        factors=factors,
        scope=scope,
        coverage_year=int(coverage["year"]),
        reporters=int(coverage["reporters"]),
        members=int(coverage["members"]),
        missing_low=_or_none(coverage["missing_share_low"]),
        missing_high=_or_none(coverage["missing_share_high"]),
        official_release=str(official["release"]),
        standings=(*standings, _standing(OFFICIAL, official)),
        levels=_by_year(whole, "co2e_t"),
        estimated_years=frozenset(int(year) for year in whole.loc[whole["has_estimates"], "year"]),
        path=path,
        change=None if earlier is None else programme_change(edition, earlier, scope),
        official_change=None if earlier is None else official_change(edition, earlier),
        members_measures=measures,
        wedge=wedge(standings[0], path, measures, tuple(log.measures.values()) if log else (), today),
        log=log,
        today=today,
    )


def _official(edition: Edition) -> pd.Series:
    """The verdict on the region's lorries against the target that leads the overview."""
    target = edition.ask("targets", area="FH11")["target_id"].iloc[0]
    return edition.ask("assessment", target=target, area="FH11", basis="with_estimate").iloc[0]


def _programme_standing(scope: str, verdicts: pd.DataFrame) -> Standing:
    """A scope without a verdict is too early; its years are those of the programme."""
    verdict = verdicts.loc[scope]
    for name in ("last_year", "target_year"):
        verdict[name] = verdict[name] if pd.notna(verdict[name]) else verdicts[name].max()
    return _standing(scope, verdict)


def _standing(scope: str, verdict: pd.Series) -> Standing:
    known = {name: _or_none(verdict[name]) for name in verdict.index if str(name).endswith(("_t", "_t_per_year"))}
    status = verdict["status"] if pd.notna(verdict["status"]) else "too_early"
    told = status != "too_early"
    last, apart = known["last_t"], known["gap_today_linear_t"]
    return Standing(
        scope=scope,
        status=status,
        last_year=int(verdict["last_year"]),
        last_t=last,
        is_estimate=verdict["last_kind"] == "estimate",
        allowed_t=None if last is None or apart is None else last - apart,
        target_year=int(verdict["target_year"]),
        target_t=known["target_t"],
        gap_t=known["gap_p50_t"] if told else None,
        gap_low_t=known["gap_p05_t"] if told else None,
        gap_high_t=known["gap_p95_t"] if told else None,
        required_t_per_year=known["required_t_per_year"],
        achieved_t_per_year=known["achieved_t_per_year"] if told else None,
        misses_of_20=int(verdict["misses_of_20"]) if told and pd.notna(verdict["misses_of_20"]) else None,
        misses_sense=str(verdict["misses_sense"]) if told else "",
    )


def programme_change(edition: Edition, earlier: Edition, scope: str) -> Change | None:
    """What the newest reported figure of a scope became since an earlier release; None where either tells none."""
    now, before = (_reported(release, scope) for release in (edition, earlier))
    if not now or not before:
        return None
    first, last = max(before), max(now)
    steps: list[tuple[str, str, int]] = []
    if first in now:
        steps.append((REVISED, "revised", now[first] - before[first]))
        steps += [(BELONGS.get(effect, PEOPLE), effect, t) for effect, t in _effects(edition, scope, first, last)]
    return _change(scope, earlier, first, last, before[first], now[last], steps)


def official_change(edition: Edition, earlier: Edition) -> Change | None:
    """What the official figure for the region's lorries became since an earlier release."""
    now, before = (
        {year: round(t) for year, t in _by_year(
            release.ask("observed", series="road_freight", area="FH11"), "emissions_t"
        ).items()}
        for release in (edition, earlier)
    )  # fmt: skip
    if not now or not before:
        return None
    first, last = max(before), max(now)
    steps = []
    if first in now:
        steps = [(REVISED, "revised", now[first] - before[first]), (REAL, "newer", now[last] - now[first])]
    return _change(OFFICIAL, earlier, first, last, before[first], now[last], steps)


def _change(
    scope: str, earlier: Edition, first: int, last: int, from_t: int, to_t: int, steps: list[tuple[str, str, int]]
) -> Change:
    """The steps that are something, and what they leave as a step of its own: they add up exactly."""
    rest = to_t - from_t - sum(t for *_, t in steps)
    told = [step for step in steps if step[2]] + ([(REST, "rest", rest)] if rest else [])
    return Change(scope, earlier.release.id, earlier.built_on, first, last, from_t, to_t, tuple(told))


def _reported(edition: Edition, scope: str) -> dict[int, int]:
    """year → whole t CO2e of a scope, as published of all who report."""
    rows = edition.ask("programme_levels", view="reported", factors="own_year")
    return {year: round(t) for year, t in _by_year(rows[rows["area"].eq(scope)], "co2e_t").items()}


def _effects(edition: Edition, scope: str, first: int, last: int) -> list[tuple[str, int]]:
    """Effect → whole t CO2e between two years: of the pair itself, else of the pairs of neighbouring years between."""

    def of(one: int, other: int) -> pd.DataFrame:
        return edition.ask("programme_change", area=scope, first_year=one, last_year=other)

    whole = of(first, last)
    parts = [whole] if len(whole) else [of(year, year + 1) for year in range(first, last)]
    if not parts or not all(len(part) for part in parts):
        return []
    together = pd.concat(parts).groupby("effect", as_index=False).agg({"change_t": "sum", "step": "first"})
    return [(row.effect, round(row.change_t)) for row in together.sort_values("step").itertuples()]


def _members_measures(edition: Edition) -> tuple[MembersMeasures, ...]:
    found = []
    for area in AREAS:
        for row in edition.ask("programme_measures", area=area).itertuples(index=False):
            told = (_or_none(row.measures), _or_none(row.expected_t_per_year), _or_none(row.verified_t_per_year))
            signs = (row.measures_withheld, row.expected_t_per_year_withheld, row.verified_t_per_year_withheld)
            hidden = {name for name, sign in zip(("measures", "expected", "verified"), signs, strict=True) if sign}
            found.append(MembersMeasures(area, row.status, *told, frozenset(hidden)))
    return tuple(found)


def still_to_come_t(measure: Measure, last_year: int) -> float:
    """What a measure of the meeting's register has yet to take off the figures, in t a year.

    Of one that is not done what is expected beyond what is verified, also where its day has passed. Of one that is done
    what is verified (else expected), its day being the day it was done: nothing where that lies in the years that the
    figures cover, up to `last_year`, for then it is in them. Nothing of one that was stopped.
    """
    if measure.status in TO_COME:
        return max(0.0, measure.expected_t - measure.verified_t)
    if measure.status == "stopped" or measure.due.year <= last_year:
        return 0.0
    return measure.verified_t or measure.expected_t


def counts_from(measure: Measure, today: date) -> int:
    """The first whole year after a measure's day; of an overdue one the first whole year after today, at the best."""
    return (today if measure.is_overdue(today) else measure.due).year + 1


def wedge(
    whole: Standing,
    path: Mapping[int, float],
    members: tuple[MembersMeasures, ...],
    register: tuple[Measure, ...],
    today: date,
) -> Wedge | None:
    """The wedge of the whole programme; None without a path or a level.

    The last level is held: no trend is drawn that the measures may be part of. A measure of the register counts from
    the year that `counts_from` tells; those of members, whose days are not published, in equal parts each year.
    """
    if not path or whole.last_t is None:
        return None
    years = tuple(range(whole.last_year, whole.target_year + 1))
    if len(years) < 2 or not set(years) <= set(path):
        return None
    coming = [(m.id, counts_from(m, today), still_to_come_t(m, whole.last_year)) for m in register]
    to_come = [row for row in members if row.status in TO_COME]
    theirs = sum(row.expected_t or 0.0 for row in to_come)
    return Wedge(
        years=years,
        held_t=whole.last_t,
        own_t=tuple(float(sum(t for _, begin, t in coming if begin <= year)) for year in years),
        members_t=tuple(theirs * place / (len(years) - 1) for place in range(len(years))),
        path_t=tuple(path[year] for year in years),
        counted=tuple(own for own, begin, t in coming if t > 0 and begin <= whole.target_year),
        some_withheld=any("expected" in row.hidden for row in to_come),
    )


def _by_year(rows: pd.DataFrame, column: str) -> dict[int, float]:
    return {int(year): float(t) for year, t in zip(rows["year"], rows[column], strict=True) if pd.notna(t)}


def _or_none(figure: object) -> float | None:
    return None if pd.isna(figure) else float(figure)
