"""The gap: how far emissions are from the path, in tonnes. Above zero is above the path."""

from dataclasses import dataclass

from declaration.trajectory.forecast import QUANTILES, Forecast


@dataclass(frozen=True)
class GapToday:
    """The latest figure against the path in the same year (t CO2e); `is_estimate` says what the figure is."""

    year: int
    emissions_t: float
    path_t: float
    gap_t: float
    is_estimate: bool


@dataclass(frozen=True)
class GapAtTarget:
    """The forecast against the target in the target year (t CO2e): median, ends of 50 and 90 % intervals."""

    year: int
    target_t: float
    p05_t: float
    p25_t: float
    p50_t: float
    p75_t: float
    p95_t: float


def gap_today(year: int, emissions_t: float, path_t: float, is_estimate: bool = False) -> GapToday:
    """Emissions minus the path in the latest year with a figure."""
    return GapToday(year, emissions_t, path_t, emissions_t - path_t, is_estimate)


def gap_at_target(forecast: Forecast, target_year: int, target_t: float) -> GapAtTarget:
    """Forecast minus target. A fixed target shifts every quantile by the same tonnes."""
    levels_t = forecast.quantiles_t((target_year,), QUANTILES)[0]
    return GapAtTarget(target_year, target_t, *(float(t) - target_t for t in levels_t))
