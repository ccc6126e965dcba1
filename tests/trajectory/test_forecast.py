from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from declaration.trajectory.forecast import Forecast, TooEarly, forecast
from declaration.trajectory.series import Series

figures = st.dictionaries(st.integers(2010, 2023), st.floats(100, 1e7), min_size=5, max_size=14)


def series_of(by_year: dict[int, float]) -> Series:
    return Series.from_mapping("1283", "road_freight", "test", by_year)


@given(figures)
@settings(max_examples=40)
def test_quantiles_rise_with_their_share_and_hold_the_probability_they_promise(by_year):
    made = forecast(series_of(by_year))
    assume(isinstance(made, Forecast) and np.ptp(np.log(list(by_year.values()))) > 1e-3)
    for row in made.rows(made.origin_year + 7):
        quantiles = [row.p05_t, row.p25_t, row.p50_t, row.p75_t, row.p95_t]
        assert quantiles == sorted(quantiles)
        assert row.p05_t > 0
        for share, level in zip((0.05, 0.25, 0.5, 0.75, 0.95), quantiles, strict=True):
            assert made.probability_at_most(row.year, level) == pytest.approx(share, abs=1e-6)


@given(figures, st.floats(0.01, 1000))
@settings(max_examples=30)
def test_another_unit_gives_the_same_forecast_in_that_unit(by_year, factor):
    one = forecast(series_of(by_year))
    other = forecast(series_of({year: t * factor for year, t in by_year.items()}))
    assume(isinstance(one, Forecast))
    assert other.quantiles_t((2030,)) == pytest.approx(one.quantiles_t((2030,)) * factor, rel=1e-6)


@given(figures)
@settings(max_examples=30)
def test_the_interval_never_narrows_further_ahead(by_year):
    made = forecast(series_of(by_year))
    assume(isinstance(made, Forecast))
    spread = [np.log(row.p95_t / row.p05_t) for row in made.rows(made.origin_year + 8)]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(spread))


def test_the_regions_forecast_worked_out_a_second_way(region):
    """The same numbers from the formulas by hand: telescoping drift, and a root found by another routine."""
    years = np.array([y for y in region.years if y >= 2008])
    logs = np.log([region.by_year()[y] for y in years])
    gaps, changes = np.diff(years), np.diff(logs)
    span, m = years[-1] - years[0], len(gaps)
    drift = (logs[-1] - logs[0]) / span
    s2_drift = np.sum((changes - drift * gaps) ** 2 / gaps) / (m - 1)
    s2_halt = np.sum(changes**2 / gaps) / m

    def at_most(log_t: float, h: int) -> float:
        with_drift = stats.t.cdf(log_t, m - 1, logs[-1] + drift * h, np.sqrt(s2_drift * (h + h**2 / span)))
        without = stats.t.cdf(log_t, m, logs[-1], np.sqrt(s2_halt * h))
        return (with_drift + without) / 2

    made = forecast(region)
    for share in (0.05, 0.5, 0.95):
        expected = np.exp(optimize.brentq(lambda x, p=share: at_most(x, 7) - p, 5, 20))
        assert made.quantile(2030, share) == pytest.approx(expected, rel=1e-6)
    assert made.probability_at_most(2030, 83489.4) == pytest.approx(at_most(np.log(83489.4), 7), rel=1e-6)


def test_simulated_futures_agree_with_the_quantiles(region):
    made = forecast(region)
    futures = made.simulate_t(2030, 40_000)
    assert np.quantile(futures[:, -1], [0.05, 0.5, 0.95]) == pytest.approx(
        made.quantiles_t((2030,), (0.05, 0.5, 0.95))[0], rel=0.02
    )
    assert np.array_equal(futures, made.simulate_t(2030, 40_000))


def test_a_series_that_loses_ten_per_cent_every_year_is_expected_to_stop_or_go_on():
    made = forecast(series_of({y: 1000 * 0.9 ** (y - 2014) for y in range(2014, 2024)}))
    assert made.quantile(2024, 0.05) == pytest.approx(1000 * 0.9**10, rel=0.05)
    assert made.quantile(2024, 0.95) >= 1000 * 0.9**9


@pytest.mark.parametrize("years", [(), (2023,), (2020, 2021, 2023), (1990, 2000, 2005, 2022, 2023)])
def test_fewer_than_four_figures_in_the_window_are_too_few(years):
    made = forecast(series_of(dict.fromkeys(years, 5.0)))
    assert isinstance(made, TooEarly)
    assert made.figures < made.minimum_figures


def test_a_series_that_touches_zero_is_forecast_in_tonnes():
    made = forecast(series_of({2018: 5.0, 2019: 3.0, 2020: 1.0, 2021: 0.0, 2022: -1.0}))
    assert made.scale == "tonnes"
    assert made.quantile(2026, 0.5) < 0


def test_a_forecast_says_nothing_about_the_past(region):
    with pytest.raises(ValueError, match="says nothing about 2023"):
        forecast(region).quantile(2023, 0.5)
