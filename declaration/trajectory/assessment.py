"""One area, one series, one target, one basis: everything a page says about whether it will be met."""

from dataclasses import dataclass
from typing import Literal

from declaration.trajectory.budget import Budget, budget
from declaration.trajectory.estimate import Estimate
from declaration.trajectory.forecast import Basis, Forecast, ForecastRow, TooEarly, forecast
from declaration.trajectory.gap import GapAtTarget, GapToday, gap_at_target, gap_today
from declaration.trajectory.pace import AchievedPace, RequiredPace, achieved_pace, recent_pace, required_pace
from declaration.trajectory.paths import Shape, target_path
from declaration.trajectory.series import Series
from declaration.trajectory.status import (
    MINIMUM_COVERAGE_SHARE,
    NaturalFrequency,
    Status,
    natural_frequency,
    status,
)
from declaration.trajectory.targets import Target

#: base years at the lowest diesel factor (reduction obligation 30.5 %, SFS 2017:1201 5 §)
LOWEST_DIESEL_YEARS = (2022, 2023)
#: the year whose fall in the obligation no earlier figure knows of
BREAK_YEAR = 2024

Reason = Literal[
    "base_year_missing",
    "base_year_lowest_diesel_factor",
    "break_2024_not_observed",
    "constant_rate_undefined_at_zero",
    "coverage_below_minimum",
    "estimate_included",
    "gap_years_interpolated",
    "log_scale_not_applicable",
    "target_year_reached",
    "too_few_figures",
    "zero_target_not_attainable_by_method",
]


@dataclass(frozen=True)
class PathRow:
    """One year of a path: t CO2e allowed, and whether the year is a milestone."""

    year: int
    emissions_t: float
    is_milestone: bool


@dataclass(frozen=True)
class Assessment:
    """What is known about one target in one area. Tonnes are t CO2e a year, shares and probabilities 0-1.

    A part that cannot be worked out is None or empty, and `reasons` says why. `gap_today` is against the
    linear path; `required` starts at the latest figure, `required_from_now` at the forecast's median in
    `now_year`. `misses` is the probability of missing, of 20 outcomes.
    """

    area_code: str
    series: str
    release: str
    target_id: str
    basis: Basis
    now_year: int
    base_year: int
    target_year: int
    base_t: float | None
    target_t: float | None
    latest_year: int
    latest_t: float
    path_linear: tuple[PathRow, ...]
    path_constant_rate: tuple[PathRow, ...]
    forecast_method_id: str | None
    forecast_rows: tuple[ForecastRow, ...]
    gap_today: GapToday | None
    gap_at_target: GapAtTarget | None
    required: RequiredPace | None
    required_from_now: RequiredPace | None
    achieved_recent: AchievedPace | None
    achieved_since_base: AchievedPace | None
    budget: Budget | None
    probability: float | None
    misses: NaturalFrequency | None
    status: Status
    reasons: tuple[Reason, ...]


def assess(
    observed: Series,
    target: Target,
    *,
    now_year: int,
    estimate: Estimate | None = None,
    basis: Basis = "observed",
) -> Assessment:
    """The assessment of a target on one basis.

    basis "observed": the published figures alone; `estimate` is left aside. basis "with_estimate": the
    estimate is the latest figure, uncertain as it is, in gap, pace, budget and forecast.
    """
    if not target.applies(observed.area_code, observed.series):
        raise ValueError(f"{target.target_id} does not apply to {observed.series} in {observed.area_code}")
    if basis == "with_estimate" and estimate is None:
        raise ValueError("the basis with_estimate needs an estimate")
    included = estimate if basis == "with_estimate" else None
    known = _with_estimate(observed, included)
    base_t = observed.by_year().get(target.base_year)
    target_t = None if base_t is None else target.level_t(base_t)
    linear = _path_rows(target, base_t, target_t, "linear")
    expected = _forecast_to_target(observed, included, target)
    fan = expected if isinstance(expected, Forecast) and target_t is not None else None
    probability = _probability(known, target, target_t, fan)
    covered = observed.coverage_share >= MINIMUM_COVERAGE_SHARE
    linear_t = {row.year: row.emissions_t for row in linear}
    spent = budget(known, fan, linear_t, target.base_year, target.target_year) if fan and linear else None
    return Assessment(
        area_code=observed.area_code,
        series=observed.series,
        release=observed.release,
        target_id=target.target_id,
        basis=basis,
        now_year=now_year,
        base_year=target.base_year,
        target_year=target.target_year,
        base_t=base_t,
        target_t=target_t,
        latest_year=known.years[-1],
        latest_t=known.emissions_t[-1],
        path_linear=linear,
        path_constant_rate=_path_rows(target, base_t, target_t, "constant_rate"),
        forecast_method_id=expected.method_id if isinstance(expected, Forecast) else None,
        forecast_rows=expected.rows(target.target_year) if isinstance(expected, Forecast) else (),
        gap_today=_gap_today(known, linear_t, included is not None),
        gap_at_target=gap_at_target(fan, target.target_year, target_t) if fan else None,
        required=_required(known.years[-1], known.emissions_t[-1], target, target_t),
        required_from_now=_required_from_now(known, fan, target, target_t, now_year),
        achieved_recent=recent_pace(known),
        achieved_since_base=achieved_pace(known, target.base_year),
        budget=spent,
        probability=probability,
        misses=natural_frequency(1 - probability) if probability is not None and covered else None,
        status=status(probability, observed.coverage_share),
        reasons=_reasons(observed, target, target_t, included, expected, spent),
    )


def _with_estimate(observed: Series, estimate: Estimate | None) -> Series:
    """The series with the estimate's central value at its end."""
    if estimate is None:
        return observed
    if (estimate.area_code, estimate.series) != (observed.area_code, observed.series):
        raise ValueError(f"the estimate is for {estimate.series} in {estimate.area_code}")
    return Series.from_mapping(
        observed.area_code,
        observed.series,
        observed.release,
        observed.by_year() | {estimate.year: estimate.central_t},
        observed.coverage_share,
    )


def _path_rows(target: Target, base_t: float | None, target_t: float | None, shape: Shape) -> tuple[PathRow, ...]:
    """The path from base year to target year; empty where the shape has none."""
    if base_t is None or target_t is None or base_t < 0 or (shape == "constant_rate" and target_t <= 0):
        return ()
    milestones_t = {target.base_year: base_t, target.target_year: target_t}
    levels_t = target_path(milestones_t, range(target.base_year, target.target_year + 1), shape)
    return tuple(PathRow(year, t, year in milestones_t) for year, t in levels_t.items())


def _forecast_to_target(observed: Series, estimate: Estimate | None, target: Target) -> Forecast | TooEarly | None:
    """The forecast, or None where the target year has a figure already."""
    latest_year = observed.years[-1] if estimate is None else estimate.year
    return forecast(observed, estimate) if latest_year < target.target_year else None


def _probability(known: Series, target: Target, target_t: float | None, fan: Forecast | None) -> float | None:
    """Probability (0-1) of meeting the target: forecast, or known once the year has a figure."""
    if target_t is None:
        return None
    if fan is not None:
        return fan.probability_at_most(target.target_year, target_t)
    outcome_t = known.by_year().get(target.target_year)
    return None if outcome_t is None else float(outcome_t <= target_t)


def _gap_today(known: Series, linear_t: dict[int, float], is_estimate: bool) -> GapToday | None:
    year = known.years[-1]
    if year not in linear_t:
        return None
    return gap_today(year, known.emissions_t[-1], linear_t[year], is_estimate)


def _required(from_year: int, from_t: float, target: Target, target_t: float | None) -> RequiredPace | None:
    return None if target_t is None else required_pace(from_year, from_t, target.target_year, target_t)


def _required_from_now(
    known: Series, fan: Forecast | None, target: Target, target_t: float | None, now_year: int
) -> RequiredPace | None:
    """The pace needed from the forecast's median in `now_year`; None where that lies in the known years."""
    if fan is None or not known.years[-1] < now_year < target.target_year:
        return None
    return _required(now_year, fan.quantile(now_year, 0.5), target, target_t)


def _reasons(
    observed: Series,
    target: Target,
    target_t: float | None,
    estimate: Estimate | None,
    expected: Forecast | TooEarly | None,
    spent: Budget | None,
) -> tuple[Reason, ...]:
    """What a reader has to know beside the figures, in the order of the alphabet."""
    latest_year = observed.years[-1] if estimate is None else estimate.year
    findings: dict[Reason, bool] = {
        "base_year_missing": target_t is None,
        "base_year_lowest_diesel_factor": target.base_year in LOWEST_DIESEL_YEARS,
        "break_2024_not_observed": latest_year < BREAK_YEAR,
        "constant_rate_undefined_at_zero": target_t == 0,
        "coverage_below_minimum": observed.coverage_share < MINIMUM_COVERAGE_SHARE,
        "estimate_included": estimate is not None,
        "gap_years_interpolated": spent is not None and bool(spent.interpolated_years),
        "log_scale_not_applicable": isinstance(expected, Forecast) and expected.scale == "tonnes",
        "target_year_reached": expected is None,
        "too_few_figures": isinstance(expected, TooEarly),
        "zero_target_not_attainable_by_method": (
            target_t == 0 and isinstance(expected, Forecast) and expected.scale == "log"
        ),
    }
    return tuple(code for code, holds in findings.items() if holds)
