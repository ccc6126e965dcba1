"""LMDI against a second computation in plain Python, with zeros replaced by ever smaller numbers."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.programme.log_mean import lmdi, log_mean

levels = st.floats(1e-3, 1e6)
states = st.integers(1, 4).flatmap(
    lambda n: st.tuples(st.lists(levels, min_size=n, max_size=n), st.lists(levels, min_size=n, max_size=n))
)


def by_hand(first: list[float], last: list[float]) -> list[float]:
    """Ang's formula, written out with 300 digits, so that products are exact."""
    with localcontext(prec=300):
        before, after = math.prod(map(Decimal, first)), math.prod(map(Decimal, last))
        weight = before if before == after else (after - before) / (after.ln() - before.ln())
        return [float(weight * (Decimal(b).ln() - Decimal(a).ln())) for a, b in zip(first, last, strict=True)]


def column(effects: np.ndarray) -> list[float]:
    return effects[:, 0].tolist()


def cases(values: list[float]) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_a_logarithmic_mean_worked_by_hand():
    """(8 - 2) / ln(8 / 2) = 6 / 1.386294 = 4.328085."""
    assert log_mean(8, 2) == pytest.approx(4.328085, abs=1e-6)
    assert log_mean(np.array([5.0, 0.0, 3.0]), np.array([5.0, 7.0, 0.0])).tolist() == [5, 0, 0]


def test_three_factors_worked_by_hand():
    """100 × 2 × 0.5 = 100 → 121 × 2 × 0.5 = 121: all activity.

    100 → 110 × 1.8 × 0.5 = 99: L = 99.499; L × ln 1.1 = 9.483; L × ln 0.9 = -10.483.
    """
    assert column(lmdi(cases([100, 2, 0.5]), cases([121, 2, 0.5]))) == pytest.approx([21, 0, 0])
    made = column(lmdi(cases([100, 2, 0.5]), cases([110, 1.8, 0.5])))
    assert made == pytest.approx([9.48322, -10.48322, 0], abs=1e-4)


@given(states)
def test_the_same_as_the_formula_written_out_and_adding_up(pair):
    first, last = pair
    made = column(lmdi(cases(first), cases(last)))
    scale = max(math.prod(first), math.prod(last))
    assert made == pytest.approx(by_hand(first, last), rel=1e-9, abs=1e-12 * scale)
    assert math.fsum(made) == pytest.approx(math.prod(last) - math.prod(first), abs=1e-9 * scale)


@given(states)
def test_swapping_the_states_turns_the_signs(pair):
    first, last = (cases(p) for p in pair)
    assert column(lmdi(first, last)) == pytest.approx([-x for x in column(lmdi(last, first))])


@pytest.mark.parametrize("zero", [0, 1, 2])
def test_a_factor_at_zero_takes_all_and_is_the_limit_of_the_formula(zero):
    """As the factor goes to 0 its share of the change goes to 1, slowly: as 1 - c / ln(1/x)."""
    first, last = [100.0, 2.0, 0.5], [90.0, 3.0, 0.4]
    last[zero] = 0.0
    made = column(lmdi(cases(first), cases(last)))
    assert made == [-100.0 if k == zero else 0.0 for k in range(3)]
    shares = []
    for exponent in (50, 100, 200):
        last[zero] = 10.0**-exponent
        shares.append(by_hand(first, last)[zero] / -100.0)
    off = [abs(1 - s) for s in shares]
    assert off[0] > off[1] > off[2]
    assert off[2] < 0.01


def test_a_factor_that_is_not_defined_is_unchanged():
    made = column(lmdi(cases([10, 2, 0.5]), cases([0, math.nan, math.nan])))
    assert made == [-10, 0, 0]
    assert column(lmdi(cases([0, math.nan]), cases([0, math.nan]))) == [0, 0]


def test_a_negative_factor_is_refused():
    with pytest.raises(ValueError, match="below 0"):
        lmdi(cases([1, -1]), cases([1, 1]))
