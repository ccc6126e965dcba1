"""The budget: all the tonnes the path allows, against what was emitted and what the forecast adds.

Counted as the yearly sum from the first year after the base year to the target year (accounting rule T04; the
sum, not the trapezoid). Years without a figure are interpolated linearly between their neighbours and listed.
What is to come is summed over simulated futures, because the years of one future hang together: adding up
yearly quantiles would give an interval that is wrong.
"""

from dataclasses import dataclass

import numpy as np

from declaration.trajectory.forecast import QUANTILES, SEED, Forecast
from declaration.trajectory.series import Series

#: simulated futures; a multiple of the forecast's 80 walks, so that each has as many
PATHS = 8000


@dataclass(frozen=True)
class Budget:
    """Cumulative emissions against the path's sum (t CO2e), from `first_year` to `last_year`.

    used_t: to `used_to_year`, observed, interpolated and (if included) estimated. p05_t ... p95_t: used plus
    forecast, to `last_year`. exhausted_year: the first year in which the median of the cumulative emissions
    is above the whole budget; None if it is not within the period.
    """

    first_year: int
    last_year: int
    budget_t: float
    used_to_year: int
    used_t: float
    remaining_t: float
    interpolated_years: tuple[int, ...]
    p05_t: float
    p25_t: float
    p50_t: float
    p75_t: float
    p95_t: float
    probability_within: float
    exhausted_year: int | None


def path_budget_t(path_t: dict[int, float], first_year: int, last_year: int) -> float:
    """The path's tonnes (t CO2e) summed over the years, both ends included."""
    return sum(path_t[year] for year in range(first_year, last_year + 1))


def filled_t(series: Series, first_year: int, last_year: int) -> tuple[dict[int, float], tuple[int, ...]]:
    """Every year's tonnes, with gaps interpolated linearly, and the years that were interpolated.

    Outside the series' own years nothing is made up: a ValueError.
    """
    if not series.years or first_year < series.years[0] or last_year > series.years[-1]:
        raise ValueError(f"{series.area_code} has no figures around {first_year}-{last_year}")
    wanted = range(first_year, last_year + 1)
    levels_t = np.interp(list(wanted), series.years, series.emissions_t)
    missing = tuple(year for year in wanted if year not in set(series.years))
    return {year: float(t) for year, t in zip(wanted, levels_t, strict=True)}, missing


def budget(
    known: Series,
    forecast: Forecast,
    path_t: dict[int, float],
    base_year: int,
    target_year: int,
    seed: int = SEED,
) -> Budget:
    """The budget of a path and what becomes of it.

    known: observed figures, and the estimate's central value where the forecast includes one. The simulated
    futures start each from its own value of the estimate, so its uncertainty is in the sum.
    """
    first_year, used_to = base_year + 1, known.years[-1]
    budget_t = path_budget_t(path_t, first_year, target_year)
    history_t, interpolated = filled_t(known, first_year, used_to) if used_to >= first_year else ({}, ())
    used_t = sum(history_t.values())
    future_t = np.cumsum(forecast.simulate_t(target_year, PATHS, seed), axis=1)
    total_t = used_t + _estimate_correction_t(forecast, known, first_year)[:, None] + future_t
    median_t = np.median(total_t, axis=0)
    cumulative_t = dict(zip(history_t, np.cumsum(list(history_t.values())), strict=True))
    cumulative_t |= {used_to + 1 + i: t for i, t in enumerate(median_t)}
    return Budget(
        first_year=first_year,
        last_year=target_year,
        budget_t=budget_t,
        used_to_year=used_to,
        used_t=used_t,
        remaining_t=budget_t - used_t,
        interpolated_years=interpolated,
        **_named_quantiles_t(total_t[:, -1]),
        probability_within=float(np.mean(total_t[:, -1] <= budget_t)),
        exhausted_year=next((year for year, t in cumulative_t.items() if t > budget_t), None),
    )


def _estimate_correction_t(forecast: Forecast, known: Series, first_year: int) -> np.ndarray:
    """What each path's own value of the estimated year adds to, or takes from, the central one (t CO2e)."""
    if forecast.basis == "observed" or known.years[-1] < first_year:
        return np.zeros(PATHS)
    return forecast.simulate_origin_t(PATHS) - known.emissions_t[-1]


def _named_quantiles_t(total_t: np.ndarray) -> dict[str, float]:
    names = ("p05_t", "p25_t", "p50_t", "p75_t", "p95_t")
    return {name: float(t) for name, t in zip(names, np.quantile(total_t, QUANTILES), strict=True)}
