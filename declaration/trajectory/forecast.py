"""Where emissions are heading if history is a guide: a forecast with 50 % and 90 % intervals.

Method `trend_or_halt`. On the logarithm of the tonnes, two random walks are given equal weight: one that
keeps the average yearly change of the last 15 years (its drift), one without drift. In words: even odds that
the trend goes on and that it stops, and in both cases surprises of the size seen so far. The equal weights
are a linear pool of predictive distributions (Stone 1961; Gneiting & Ranjan 2013, Electron. J. Statist. 7).

For a random walk observed at irregular years, the change d over a gap of g years has mean c·g and variance
σ²·g. Weighted least squares of d on g with weights 1/g (statsmodels WLS) gives the drift c, its variance
σ²/T with T the span in years, and s². The level h years ahead then follows Student's t with m−1 degrees of
freedom (m changes; m without drift) around y + c·h with scale s·√(h + h²/T): exact for a Gaussian random
walk, with the uncertainty of both the drift and the variance in it (Hyndman & Athanasopoulos, Forecasting:
Principles and Practice 3rd ed., 5.5). It is also the Bayesian predictive distribution under the prior
1/σ², which is how paths are simulated.

Back in tonnes, quantiles carry over as they are: the middle figure is the median, not the mean. Should a
figure in the window be zero or negative, no logarithm exists and the same model runs on the tonnes themselves
(`scale="tonnes"`); its low quantiles may then be negative.

Fewer than four figures in the window: no forecast (accounting rule T07), but a `TooEarly`.

The method was chosen by `benchmarks/forecast_backtest.py`; its results are in
data/trajectory/forecast_backtest.csv.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from statsmodels.regression.linear_model import WLS

from declaration.trajectory.estimate import Estimate
from declaration.trajectory.pool import Pool, Walk
from declaration.trajectory.series import Series

#: years of history behind a forecast, counted back from its latest figure; from the backtest
WINDOW_YEARS = 15
#: fewest figures within the window (accounting/trajectory_rules.csv T07)
MINIMUM_FIGURES = 4
#: how many equally likely values stand for an estimate's distribution
ESTIMATE_NODES = 40
#: the fixed seed of simulated paths
SEED = 20220614
#: the quantiles of every forecast row: the ends of the 90 % and 50 % intervals and the median
QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
#: a forecast's method, as stored with each release
METHOD_ID = "trend_or_halt_15y_log"
METHOD_ID_TONNES = "trend_or_halt_15y_tonnes"

Basis = Literal["observed", "with_estimate"]


@dataclass(frozen=True)
class TooEarly:
    """Why there is no forecast: too few figures in the window."""

    figures: int
    minimum_figures: int = MINIMUM_FIGURES
    window_years: int = WINDOW_YEARS


@dataclass(frozen=True)
class ForecastRow:
    """One year of a forecast, t CO2e: the median p50 and the ends of the 50 % and 90 % intervals."""

    year: int
    p05_t: float
    p25_t: float
    p50_t: float
    p75_t: float
    p95_t: float


@dataclass(frozen=True)
class Forecast:
    """The distribution of emissions (t CO2e) in the years after `origin_year`."""

    method_id: str
    basis: Basis
    scale: Literal["log", "tonnes"]
    origin_year: int
    first_window_year: int
    figures: int
    pool: Pool

    def quantiles_t(self, years: tuple[int, ...], shares: tuple[float, ...] = QUANTILES) -> np.ndarray:
        """Quantiles in t CO2e, one row a year, one column a share (0-1)."""
        levels = self.pool.quantiles(self._horizons(years), np.asarray(shares))
        return np.exp(levels) if self.scale == "log" else levels

    def quantile(self, year: int, share: float) -> float:
        """The level (t CO2e) that emissions in `year` stay below with probability `share` (0-1)."""
        return float(self.quantiles_t((year,), (share,))[0, 0])

    def probability_at_most(self, year: int, level_t: float) -> float:
        """Probability (0-1) that emissions in `year` are at most `level_t` (t CO2e).

        On the log scale emissions are always above zero, so a level of zero or less has probability 0.
        """
        if self.scale == "log":
            if level_t <= 0:
                return 0.0
            level_t = float(np.log(level_t))
        return self.pool.probability_at_most(self._horizons((year,))[0], level_t)

    def rows(self, last_year: int) -> tuple[ForecastRow, ...]:
        """Every year from the one after the origin to `last_year`."""
        years = tuple(range(self.origin_year + 1, last_year + 1))
        if not years:
            return ()
        table = self.quantiles_t(years)
        return tuple(ForecastRow(year, *(float(t) for t in row)) for year, row in zip(years, table, strict=True))

    def simulate_t(self, last_year: int, paths: int = 4000, seed: int = SEED) -> np.ndarray:
        """Whole futures in t CO2e: one row a path, one column a year from origin + 1 to `last_year`.

        Years of one path hang together, as they must when they are added up. Deterministic for a seed.
        """
        levels = self.pool.simulate(last_year - self.origin_year, paths, np.random.default_rng(seed))
        return np.exp(levels) if self.scale == "log" else levels

    def simulate_origin_t(self, paths: int = 4000) -> np.ndarray:
        """The level (t CO2e) in the origin year of each simulated path: constant unless it is estimated."""
        levels = self.pool.simulate_origin(paths)
        return np.exp(levels) if self.scale == "log" else levels

    def _horizons(self, years: tuple[int, ...]) -> np.ndarray:
        horizons = np.asarray(years, dtype=float) - self.origin_year
        if (horizons < 1).any():
            raise ValueError(f"a forecast made from {self.origin_year} says nothing about {min(years)}")
        return horizons


def forecast(observed: Series, estimate: Estimate | None = None) -> Forecast | TooEarly:
    """The forecast from a series, on one of two bases.

    Without `estimate`: from the observed figures alone. With it: the estimate's year is the latest figure,
    and the forecast is averaged over what the estimate may turn out to be (40 equally likely values of its
    distribution, each with its own drift and variance: multiple imputation), so the estimate's own
    uncertainty is in the interval.
    """
    values_t = [None] if estimate is None else list(estimate.nodes_t(ESTIMATE_NODES))
    if estimate is not None and estimate.year <= observed.years[-1]:
        raise ValueError(f"the estimate for {estimate.year} is no later than the observed {observed.years[-1]}")
    origin_year = (observed.years[-1] if observed.years else 0) if estimate is None else estimate.year
    window = observed.since(origin_year - WINDOW_YEARS)
    figures = len(window.years) + (estimate is not None)
    if figures < MINIMUM_FIGURES:
        return TooEarly(figures)
    on_log = min(window.emissions_t) > 0 and all(t is None or t > 0 for t in values_t)
    walks: list[Walk] = []
    for value_t in values_t:
        years, tonnes = list(window.years), list(window.emissions_t)
        if value_t is not None:
            years.append(origin_year)
            tonnes.append(value_t)
        levels = np.log(tonnes) if on_log else np.asarray(tonnes, dtype=float)
        walks += [walk_with_drift(np.asarray(years), levels), walk_without_drift(np.asarray(years), levels)]
    return Forecast(
        method_id=METHOD_ID if on_log else METHOD_ID_TONNES,
        basis="observed" if estimate is None else "with_estimate",
        scale="log" if on_log else "tonnes",
        origin_year=origin_year,
        first_window_year=window.years[0],
        figures=figures,
        pool=Pool(tuple(walks)),
    )


def walk_with_drift(years: np.ndarray, levels: np.ndarray) -> Walk:
    """Random walk with drift by weighted least squares: the average yearly change goes on."""
    change, gap_years = np.diff(levels), np.diff(years).astype(float)
    fit = WLS(change, gap_years, weights=1 / gap_years).fit()
    return Walk(
        level=float(levels[-1]),
        drift_per_year=float(fit.params[0]),
        variance_per_year=float(fit.mse_resid),
        span_years=float(gap_years.sum()),
        degrees_of_freedom=int(fit.df_resid),
    )


def walk_without_drift(years: np.ndarray, levels: np.ndarray) -> Walk:
    """Random walk without drift: the level stays, apart from surprises of the size seen so far.

    Its variance per year is the mean of d²/g, the maximum-likelihood estimate, with as many degrees of
    freedom as changes, since no drift is estimated.
    """
    change, gap_years = np.diff(levels), np.diff(years).astype(float)
    return Walk(
        level=float(levels[-1]),
        drift_per_year=0.0,
        variance_per_year=float(np.mean(change**2 / gap_years)),
        span_years=float("inf"),
        degrees_of_freedom=len(change),
    )
