"""How often would the forecast's intervals have covered what came? Against three alternatives.

Road freight in the eleven municipalities, SMHI's main release: at each origin 2015–2022 a forecast from what
was known by then, held against every later year to the last. Eleven municipalities × 36 pairs of origin and
year = 396 forecasts a method; they hang together (a national fall in one year hits all eleven), so the shares
are less certain than their number suggests.

    python benchmarks/forecast_backtest.py            prints the table
    python benchmarks/forecast_backtest.py --write    and renews data/trajectory/forecast_backtest.csv
"""

import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from declaration.home import DATA
from declaration.trajectory.forecast import (
    WINDOW_YEARS,
    Forecast,
    forecast,
    walk_with_drift,
    walk_without_drift,
)
from declaration.trajectory.pool import Pool
from declaration.trajectory.series import Series

RELEASE = "2025-04-04"
ORIGINS = range(2015, 2023)
SHARES = (0.05, 0.25, 0.50, 0.75, 0.95)
TABLE = DATA / "trajectory" / "forecast_backtest.csv"

#: (series known at the origin, years ahead) → quantiles of log tonnes at SHARES
Method = Callable[[Series, int], np.ndarray]


def trend_or_halt(known: Series, horizon: int) -> np.ndarray:
    """The method in use: an equal pool of a random walk with drift and one without."""
    made = forecast(known)
    if not isinstance(made, Forecast):
        raise ValueError(f"{known.area_code}: no forecast from {known.years}")
    return np.log(made.quantiles_t((made.origin_year + horizon,))[0])


def trend(known: Series, horizon: int) -> np.ndarray:
    """Alternative: the random walk with drift alone; the trend goes on."""
    years, levels = _window(known)
    return Pool((walk_with_drift(years, levels),)).quantiles(np.array([horizon]), np.array(SHARES))[0]


def halt(known: Series, horizon: int) -> np.ndarray:
    """Alternative: the random walk without drift; the latest level stays."""
    years, levels = _window(known)
    return Pool((walk_without_drift(years, levels),)).quantiles(np.array([horizon]), np.array(SHARES))[0]


def straight_line(known: Series, horizon: int) -> np.ndarray:
    """Alternative: ordinary least squares of log tonnes on the year, with its own prediction interval."""
    years, levels = _window(known)
    fit = sm.OLS(levels, sm.add_constant(years - years[-1])).fit()
    ahead = fit.get_prediction(np.array([[1.0, horizon]]))
    inner, outer = ahead.conf_int(obs=True, alpha=0.5)[0], ahead.conf_int(obs=True, alpha=0.1)[0]
    return np.array([outer[0], inner[0], ahead.predicted_mean[0], inner[1], outer[1]])


METHODS: dict[str, Method] = {
    "trend_or_halt": trend_or_halt,
    "trend": trend,
    "halt": halt,
    "straight_line": straight_line,
}


def _window(known: Series) -> tuple[np.ndarray, np.ndarray]:
    window = known.since(known.years[-1] - WINDOW_YEARS)
    return np.array(window.years), np.log(window.emissions_t)


def municipal_series() -> list[Series]:
    """Road freight of the eleven municipalities, t CO2e."""
    rows = pd.read_csv(DATA / "statistics" / f"smhi_{RELEASE}.csv", dtype={"area_code": str})
    lorries = rows[
        rows["sector_key"].isin(["transport.heavy_lorries", "transport.light_lorries"])
        & (rows["area_code"].str.len() == 4)
    ]
    by_year = lorries.groupby(["area_code", "year"])["emissions_t"].sum()
    return [
        Series.from_mapping(area, "road_freight", RELEASE, part.droplevel(0).to_dict())
        for area, part in by_year.groupby(level=0)
    ]


def forecasts() -> Iterator[dict]:
    """One row for each method × municipality × origin × later year."""
    for series in municipal_series():
        outcome = series.by_year()
        for origin in ORIGINS:
            known = series.until(origin)
            for year in [y for y in series.years if y > origin]:
                for name, method in METHODS.items():
                    q = method(known, year - origin)
                    yield score(q, math.log(outcome[year])) | {"method": name, "horizon": year - origin}


def score(q: np.ndarray, outcome: float) -> dict:
    """Whether the outcome fell within, the 90 % interval score (Gneiting & Raftery 2007), the median's miss.

    q: quantiles of log tonnes at SHARES. outcome: log tonnes. Scores are on the log scale: 0.1 is about 10 %.
    """
    low, high = q[0], q[-1]
    outside = max(low - outcome, 0) + max(outcome - high, 0)
    return {
        "in_50": q[1] <= outcome <= q[3],
        "in_90": low <= outcome <= high,
        "score_90": (high - low) + 2 / 0.1 * outside,
        "miss": abs(q[2] - outcome),
        "below": outcome < q[2],
    }


def backtest() -> pd.DataFrame:
    """method, horizon (all, 1-2, 3-5, 6-8 years), n, cover_50, cover_90, score_90, miss and below_median.

    below_median: share of outcomes below the forecast's median; 0.5 is unbiased.
    """
    rows = pd.DataFrame(forecasts())
    rows["span"] = pd.cut(rows["horizon"], [0, 2, 5, 8], labels=["1-2", "3-5", "6-8"]).astype(str)
    both = pd.concat([rows.assign(span="all"), rows])
    return (
        both.groupby(["method", "span"], sort=False)
        .agg(
            n=("miss", "size"),
            cover_50=("in_50", "mean"),
            cover_90=("in_90", "mean"),
            score_90=("score_90", "mean"),
            miss=("miss", "mean"),
            below_median=("below", "mean"),
        )
        .reset_index()
        .rename(columns={"span": "horizon"})
        .round(4)
    )


if __name__ == "__main__":
    table = backtest()
    print(table.to_string(index=False))
    if "--write" in sys.argv:
        TABLE.parent.mkdir(exist_ok=True)
        table.to_csv(TABLE, index=False, lineterminator="\n")
