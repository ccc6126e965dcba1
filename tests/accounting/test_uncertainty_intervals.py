import math

import numpy as np
import pandas as pd
import pytest

from declaration.accounting.uncertainty import Z_975, interval, sigma, simulate


def rows(kg, activity, factor, groups) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "line_id": [f"{i:04d}" for i in range(len(kg))],
            "co2e_kg": kg,
            "sigma_activity": sigma(np.array(activity, dtype=float)),
            "sigma_factor": sigma(np.array(factor, dtype=float)),
            "error_group": groups,
        }
    )


def test_one_row_alone_has_both_errors():
    made = interval(rows([100.0], [1.2], [1.5], ["a"]))
    expected = math.exp(math.hypot(math.log(1.2), math.log(1.5)))
    assert made.gsd2 == pytest.approx(expected)
    assert (made.low_kg, made.high_kg) == pytest.approx((100 / expected, 100 * expected))


def test_a_shared_factor_does_not_shrink_with_more_reporters():
    """A hundred equal rows: activity errors fall tenfold, the common factor's error not at all."""
    many = rows([1.0] * 100, [1.5] * 100, [1.3] * 100, ["diesel"] * 100)
    apart = many.assign(error_group=[str(i) for i in range(100)])
    shared = math.hypot(math.log(1.5) / 10, math.log(1.3))
    assert math.log(interval(many).gsd2) == pytest.approx(shared)
    assert math.log(interval(apart).gsd2) == pytest.approx(math.hypot(math.log(1.5), math.log(1.3)) / 10)
    assert interval(many).factor_share > 0.95


def test_the_members_share_the_errors_of_one_factor(book, line):
    one = book(*(line("road_fuel_own", "diesel_mk1", 1000, "litre", member_id=f"m{i}") for i in range(30)))
    made = interval(one)
    assert made.gsd2 > 1.35, "never below the factor’s own spread (confidence C)"
    assert made.gsd2 == pytest.approx(1.35, abs=0.01)


@pytest.mark.parametrize("spread", [1.1, 1.3, 1.5])
def test_monte_carlo_agrees(spread):
    sample = rows(
        [50.0, 30, 10, 5, 5], [1.05, 1.2, spread, 1.1, spread], [1.1, spread, 1.2, 1.2, 1.1], ["a", "a", "b", "c", "c"]
    )
    first, drawn = interval(sample), simulate(sample)
    assert drawn.low_kg == pytest.approx(first.low_kg, rel=0.04)
    assert drawn.high_kg == pytest.approx(first.high_kg, rel=0.04)
    assert drawn.factor_share == pytest.approx(first.factor_share, abs=0.06)


def test_the_draw_is_the_same_in_any_order_and_every_time():
    sample = rows([50.0, 30, 10], [1.1, 1.2, 1.5], [1.1, 1.3, 1.3], ["a", "b", "b"])
    assert simulate(sample, draws=500) == simulate(sample.iloc[::-1], draws=500)
    assert simulate(sample, draws=500) != simulate(sample, draws=500, seed=1)


def test_nothing_is_certain_and_a_credit_is_refused():
    none = rows([0.0, np.nan], [1.1, 1.1], [1.1, 1.1], ["a", "b"])
    assert interval(none) == simulate(none)
    assert interval(none).total_kg == 0
    with pytest.raises(ValueError, match="below 0"):
        interval(rows([-1.0], [1.1], [1.1], ["a"]))


def test_sigma_is_a_975_point():
    assert sigma(np.array([math.exp(Z_975)])) == pytest.approx([1.0])
