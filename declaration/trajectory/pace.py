"""The pace: how fast emissions must fall from here, and how fast they did. A cut is above zero, a rise below.

Required (accounting rule T05): the constant yearly rate 1 − (target/E)^(1/n) and the constant tonnes
(E − target)/n that lead from E to the target in n years. To a target of zero there is no constant rate, only
tonnes per year.

Achieved: the slope of a least-squares line through the logarithms of the window's figures, so that no single
year decides; the change between the window's ends is given beside it. Years without a figure are left out,
never filled in.
"""

import math
from dataclasses import dataclass

import numpy as np

from declaration.trajectory.series import Series

#: fewest figures for a line; two points are a line by definition and say nothing of the pace
MINIMUM_FIGURES = 3
#: length of the recent window, years: the latest figure and the five years before it
RECENT_YEARS = 5


@dataclass(frozen=True)
class RequiredPace:
    """From `from_year` to `target_year`: tonnes less every year, and share less every year (0-1)."""

    from_year: int
    target_year: int
    from_t: float
    target_t: float
    cut_t_per_year: float
    cut_share_per_year: float | None


@dataclass(frozen=True)
class AchievedPace:
    """Over the figures from `from_year` to `to_year`: by least squares, and between the two ends.

    Shares (0-1 per year) are None where a figure is zero or negative and has no logarithm.
    """

    from_year: int
    to_year: int
    figures: int
    cut_t_per_year: float
    cut_share_per_year: float | None
    endpoint_cut_t_per_year: float
    endpoint_cut_share_per_year: float | None


def required_pace(from_year: int, from_t: float, target_year: int, target_t: float) -> RequiredPace | None:
    """The pace that lands on the target; zero if it is already met; None if the target year has come."""
    years_left = target_year - from_year
    if years_left <= 0:
        return None
    if from_t <= target_t:
        return RequiredPace(from_year, target_year, from_t, target_t, 0.0, 0.0)
    share = 1 - (target_t / from_t) ** (1 / years_left) if target_t > 0 else None
    return RequiredPace(from_year, target_year, from_t, target_t, (from_t - target_t) / years_left, share)


def achieved_pace(series: Series, from_year: int) -> AchievedPace | None:
    """The pace over the figures of `from_year` and later; None below three figures."""
    window = series.since(from_year)
    if len(window.years) < MINIMUM_FIGURES:
        return None
    years, tonnes = np.asarray(window.years, dtype=float), np.asarray(window.emissions_t)
    span = years[-1] - years[0]
    on_log = tonnes.min() > 0
    return AchievedPace(
        from_year=window.years[0],
        to_year=window.years[-1],
        figures=len(window.years),
        cut_t_per_year=-_slope(years, tonnes),
        cut_share_per_year=1 - math.exp(_slope(years, np.log(tonnes))) if on_log else None,
        endpoint_cut_t_per_year=float((tonnes[0] - tonnes[-1]) / span),
        endpoint_cut_share_per_year=float(1 - (tonnes[-1] / tonnes[0]) ** (1 / span)) if on_log else None,
    )


def recent_pace(series: Series) -> AchievedPace | None:
    """The pace over the latest figure and the five years before it."""
    return achieved_pace(series, series.years[-1] - RECENT_YEARS) if series.years else None


def _slope(years: np.ndarray, levels: np.ndarray) -> float:
    """Least-squares slope per year."""
    return float(np.polynomial.Polynomial.fit(years, levels, 1).convert().coef[1]) if np.ptp(levels) else 0.0
