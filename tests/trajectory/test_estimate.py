import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.trajectory.estimate import DIESEL_FOSSIL_RATIO_2024, proportional_estimate, rule_error
from declaration.trajectory.forecast import forecast
from declaration.trajectory.series import Series

YEARS = tuple(range(2015, 2024))


def series(name: str, tonnes: list[float], release: str = "2025-04-04", years=YEARS) -> Series:
    return Series("FH11", name, release, tuple(years), tuple(tonnes))


def later(before: float, after: float) -> Series:
    return series("transport", [before, after], "2026", (2023, 2024))


def test_only_the_ratio_crosses_from_the_later_release(region):
    total = series("transport", [700, 690, 650, 660, 655, 640, 640, 570, 560])
    lorries = series("road_freight", list(region.emissions_t[-9:]))
    made = proportional_estimate(lorries, total, later(533218, 661238))
    assert made.central_t == pytest.approx(185018 * 661238 / 533218)
    scaled = proportional_estimate(lorries, total, later(533218 * 3, 661238 * 3))
    assert scaled.central_t == pytest.approx(made.central_t)
    assert made.low_t < made.central_t < made.high_t


def test_the_high_end_is_never_below_diesel_at_the_statutory_level():
    steady = [100.0, 101, 99, 100, 100, 101, 99, 100, 100]
    made = proportional_estimate(series("road_freight", steady), series("transport", steady), later(10, 11))
    assert made.rule_error_log == pytest.approx(0)
    assert made.high_t == pytest.approx(100 * DIESEL_FOSSIL_RATIO_2024)
    assert pytest.approx(0.94 / 0.695) == DIESEL_FOSSIL_RATIO_2024


@given(st.lists(st.floats(10, 1e6), min_size=9, max_size=9))
def test_a_part_in_fixed_proportion_has_no_rule_error(total):
    misses = rule_error(series("road_freight", [t * 0.4 for t in total]), series("transport", total))
    assert misses.root_mean_square_log == pytest.approx(0, abs=1e-9)
    assert misses.years == YEARS[1:]


def test_the_nodes_hold_the_stated_points():
    total = series("transport", [70, 69, 65, 66, 65, 64, 64, 57, 56])
    lorries = series("road_freight", [23, 21, 20, 21, 21, 20.5, 21, 18, 18.5])
    made = proportional_estimate(lorries, total, later(53, 66))
    nodes = np.array(made.nodes_t(4000))
    assert np.mean(nodes < made.low_t) == pytest.approx(0.05, abs=1e-3)
    assert np.mean(nodes < made.central_t) == pytest.approx(0.5, abs=1e-3)
    assert np.mean(nodes > made.high_t) == pytest.approx(0.05, abs=1e-3)


def test_its_own_uncertainty_widens_the_forecast():
    total = series("transport", [70, 69, 65, 66, 65, 64, 64, 57, 56])
    lorries = series("road_freight", [23, 21, 20, 21, 21, 20.5, 21, 18, 18.5])
    made = proportional_estimate(lorries, total, later(53, 66))
    averaged = forecast(lorries, made)
    as_if_known = forecast(Series.from_mapping("FH11", "road_freight", "x", lorries.by_year() | {2024: made.central_t}))

    def spread(f):
        low, high = f.quantiles_t((2025,), (0.05, 0.95))[0]
        return math.log(high / low)

    assert spread(averaged) > spread(as_if_known)


@pytest.mark.parametrize(
    ("total", "ahead"),
    [
        (series("transport", [1.0] * 9, release="2024-04-18"), later(1, 2)),
        (series("transport", [1.0] * 9), series("transport", [1.0], "2026", (2023,))),
        (series("transport", [1.0] * 3, years=(2021, 2022, 2023)), later(1, 2)),
    ],
)
def test_what_the_rule_cannot_stand_on_is_refused(total, ahead):
    with pytest.raises(ValueError):
        proportional_estimate(series("road_freight", [2.0] * 9), total, ahead)
