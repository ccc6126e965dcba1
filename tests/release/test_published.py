"""Tables made of the gate's numbers: they add up, break where a comparison is withheld, and never turn it into zero."""

import numpy as np
import pandas as pd
import pytest

from declaration.language import reader_of
from declaration.release.published import change_rows, comparisons, like_for_like, reported_levels, told_spread


def number(measure, view, year, amount, step=100.0, code="total", dimension="total"):
    status = "withheld" if amount is None else "released"
    amount = np.nan if amount is None else amount
    return {
        "number_id": f"emissions:{measure}/{view}/{dimension}/{code}/{year}",
        "block": f"emissions:{measure}",
        "view": view,
        "dimension": dimension,
        "code": code,
        "year": year,
        "status": status,
        "amount": amount,
        "step": step,
    }


def numbers(withheld_pair: int | None = None) -> pd.DataFrame:
    rows = []
    for measure in ("co2e_t", "constant_t"):
        rows += [
            number(measure, "reported", year, amount) for year, amount in ((2021, 900), (2022, 1200), (2023, 1100))
        ]
        for year, before, now in ((2022, 900, 990), (2023, 1200, 1080)):
            hidden = year == withheld_pair
            rows.append(number(measure, "matched_before", year - 1, None if hidden else before))
            rows.append(number(measure, "matched_now", year, None if hidden else now))
    return pd.DataFrame(rows)


def like(frame):
    made = like_for_like(reported_levels(frame), comparisons(frame))
    return made[made["factors"].eq("own_year")].set_index("year")


def test_today_s_level_is_followed_back_over_those_who_were_there_both_years():
    made = like(numbers())
    # 1100 ÷ (1080/1200) = 1222, ÷ (990/900) = 1111; told as finely as the level it hangs on
    assert made["co2e_t"].to_dict() == {2021: 1100.0, 2022: 1200.0, 2023: 1100.0}


def test_a_comparison_that_is_withheld_breaks_the_series():
    made = like(numbers(withheld_pair=2022))
    assert made.loc[2021, "status"] == "break"
    assert np.isnan(made.loc[2021, "co2e_t"])
    assert made.loc[2022, "co2e_t"] == 1200.0


def test_effects_and_what_is_left_add_up_to_the_rounded_change():
    frame = numbers()
    effects = [("activity", 40.0), ("own_choice", -90.0)]
    told = pd.DataFrame(
        [
            {"block": "change", "code": f"total/{effect}/2022", "year": 2023, "status": "released", "amount": amount}
            for effect, amount in effects
        ]
    )
    levels = reported_levels(frame)
    made = change_rows(pd.concat([frame, told]), levels, ("own_choice", "activity"))
    assert made["effect"].tolist() == ["other", "own_choice", "activity"]
    assert made["change_t"].sum() == 1100 - 1200


@pytest.mark.parametrize(("multiplier", "told"), [(1.0, 1.05), (1.05, 1.05), (1.34, 1.4), (9.0, 3.0)])
def test_an_interval_is_told_on_a_coarse_ladder(multiplier, told):
    assert told_spread(multiplier) == told


@pytest.mark.parametrize("language", ["sv", "en"])
def test_withheld_has_one_sign_and_a_small_figure_is_not_a_nought(language):
    reader = reader_of(language)
    assert reader.published(float("nan"), 100.0) == ".."
    assert reader.published(0.0, 100.0) == "< 50"
    assert reader.published(0.0) == "0"
