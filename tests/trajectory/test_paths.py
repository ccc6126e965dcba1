import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.trajectory.paths import target_path

levels = st.floats(1, 1e8)
milestones = st.dictionaries(st.integers(1990, 2060), levels, min_size=1, max_size=6)


@given(milestones, st.sampled_from(["linear", "constant_rate"]))
def test_the_path_is_exact_at_every_milestone_and_flat_after_the_last(knots, shape):
    path = target_path(knots, range(min(knots), max(knots) + 4), shape)
    for year, level in knots.items():
        assert path[year] == pytest.approx(level)
    last = knots[max(knots)]
    assert path[max(knots) + 3] == pytest.approx(last)


@given(st.integers(1990, 2020), st.integers(1, 40), levels, st.floats(0.01, 0.99))
def test_linear_loses_the_same_tonnes_and_constant_rate_the_same_share_every_year(first, span, base, residual):
    knots = {first: base, first + span: base * residual}
    years = range(first, first + span + 1)
    linear = list(target_path(knots, years, "linear").values())
    rate = list(target_path(knots, years, "constant_rate").values())
    steps = [a - b for a, b in pairwise(linear)]
    ratios = [b / a for a, b in pairwise(rate)]
    assert steps == pytest.approx([base * (1 - residual) / span] * span, rel=1e-6)
    assert ratios == pytest.approx([residual ** (1 / span)] * span, rel=1e-6)


@given(st.integers(1990, 2020), st.integers(2, 40), levels, st.floats(0.01, 0.99))
def test_the_constant_rate_never_allows_more_than_the_linear_path(first, span, base, residual):
    knots = {first: base, first + span: base * residual}
    years = range(first, first + span + 1)
    linear, rate = target_path(knots, years, "linear"), target_path(knots, years, "constant_rate")
    assert all(rate[y] <= linear[y] * (1 + 1e-12) for y in years)


def test_the_regions_path_to_minus_seventy_per_cent():
    path = target_path({2010: 278298.0, 2030: 278298.0 * 0.3}, [2010, 2023, 2024, 2030])
    assert path[2030] == pytest.approx(83489.4)
    assert path[2023] == pytest.approx(278298 - 13 * 9740.43)
    assert path[2024] == pytest.approx(278298 - 14 * 9740.43)


@pytest.mark.parametrize(
    ("knots", "shape", "residual"),
    [
        ({}, "linear", None),
        ({2010: -1.0}, "linear", None),
        ({2010: math.nan}, "linear", None),
        ({2010: 5.0, 2030: 0.0}, "constant_rate", None),
        ({2010: 5.0, 2030: 0.0}, "constant_rate", 0.0),
        ({2010: 5.0}, "curved", None),
    ],
)
def test_milestones_that_make_no_path_are_refused(knots, shape, residual):
    with pytest.raises(ValueError):
        target_path(knots, [2010], shape, residual)


def test_before_the_base_year_there_is_no_path():
    with pytest.raises(ValueError, match="starts in 2010"):
        target_path({2010: 5.0, 2030: 1.0}, [2009])
