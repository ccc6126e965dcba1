import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.home import DATA
from declaration.trajectory.assessment import assess
from declaration.trajectory.budget import budget, filled_t
from declaration.trajectory.forecast import forecast
from declaration.trajectory.pace import achieved_pace, recent_pace, required_pace
from declaration.trajectory.paths import target_path
from declaration.trajectory.series import Series
from declaration.trajectory.status import natural_frequency, status
from declaration.trajectory.targets import read_targets

TARGETS = {target.target_id: target for target in read_targets(DATA / "targets.csv")}


@pytest.mark.parametrize(
    ("probability", "coverage", "word"),
    [
        (1.0, 1.0, "on_track"),
        (0.66, 1.0, "on_track"),
        (0.6599, 1.0, "uncertain"),
        (0.33, 1.0, "uncertain"),
        (0.3299, 1.0, "off_track"),
        (0.0, 1.0, "off_track"),
        (None, 1.0, "too_early"),
        (0.9, 0.69, "too_early"),
        (0.9, 0.70, "on_track"),
    ],
)
def test_the_published_rule(probability, coverage, word):
    assert status(probability, coverage) == word


@given(st.floats(0, 1))
def test_outcomes_in_twenty_never_claim_certainty(probability):
    said = natural_frequency(probability)
    assert 1 <= said.count <= 19
    if said.sense == "about":
        assert abs(said.count / 20 - probability) <= 0.025 + 1e-9


@given(st.floats(1, 1e7), st.floats(0, 1), st.integers(1, 30))
def test_walking_the_required_pace_lands_on_the_target(level, residual, years):
    target = level * residual
    pace = required_pace(2030 - years, level, 2030, target)
    assert level - years * pace.cut_t_per_year == pytest.approx(target, abs=level * 1e-9)
    if residual > 1e-6:
        assert level * (1 - pace.cut_share_per_year) ** years == pytest.approx(target, rel=1e-6)


def test_a_target_already_met_needs_no_pace_and_a_year_that_has_come_has_none():
    assert required_pace(2023, 10.0, 2030, 12.0).cut_t_per_year == 0
    assert required_pace(2030, 10.0, 2030, 5.0) is None


def test_achieved_pace_of_a_straight_fall_is_its_slope():
    series = Series.from_mapping("a", "s", "r", {y: 1000.0 - 30 * (y - 2015) for y in (2015, 2016, 2019, 2023)})
    pace = achieved_pace(series, 2015)
    assert pace.cut_t_per_year == pytest.approx(30)
    assert pace.endpoint_cut_t_per_year == pytest.approx(30)
    assert recent_pace(series) is None, "two figures in the window are too few"
    assert achieved_pace(series, 2019) is None


def test_the_budget_adds_up(region):
    path = target_path({2010: 278298.0, 2030: 83489.4}, range(2010, 2031))
    made = budget(region, forecast(region), path, 2010, 2030)
    assert made.budget_t == pytest.approx(sum(278298 - 9740.43 * n for n in range(1, 21)))
    assert made.used_t + made.remaining_t == pytest.approx(made.budget_t)
    assert made.interpolated_years == (2011, 2012, 2013, 2014)
    assert made.p05_t < made.p50_t < made.p95_t
    assert 0 <= made.probability_within <= 1
    assert made.exhausted_year == 2027


def test_years_outside_the_series_are_never_made_up(region):
    with pytest.raises(ValueError):
        filled_t(region, 1985, 2000)


def test_the_region_against_minus_seventy_per_cent(region):
    verdict = assess(region, TARGETS["transport_70_2030"], now_year=2026)
    assert verdict.target_t == pytest.approx(83489.4)
    assert verdict.status == "off_track"
    assert verdict.gap_at_target.p50_t == pytest.approx(verdict.forecast_rows[-1].p50_t - 83489.4)
    assert verdict.gap_today.gap_t == pytest.approx(185018 - (278298 - 13 * 9740.43))
    assert "break_2024_not_observed" in verdict.reasons
    assert verdict.required.cut_t_per_year == pytest.approx((185018 - 83489.4) / 7)


@given(st.floats(0.05, 0.95))
def test_a_kinder_target_is_never_less_likely(residual):
    from dataclasses import replace

    series = Series.from_mapping("1283", "road_freight", "r", {y: 80.0 - 2 * (y - 2010) for y in range(2010, 2024)})
    strict = replace(TARGETS["transport_70_2030"], residual_share=residual)
    kind = replace(strict, residual_share=min(residual + 0.05, 1.0))
    assert assess(series, kind, now_year=2026).probability >= assess(series, strict, now_year=2026).probability


def test_a_missing_base_year_is_said_and_nothing_is_computed_from_it(region):
    verdict = assess(region.since(2015), TARGETS["transport_70_2030"], now_year=2026)
    assert verdict.base_t is None
    assert verdict.status == "too_early"
    assert verdict.path_linear == ()
    assert "base_year_missing" in verdict.reasons


def test_low_coverage_gives_no_status(region):
    thin = Series(region.area_code, region.series, region.release, region.years, region.emissions_t, 0.5)
    assert assess(thin, TARGETS["transport_70_2030"], now_year=2026).status == "too_early"


def test_net_zero_has_a_linear_path_and_no_constant_rate(region):
    verdict = assess(region, TARGETS["declaration_2030"], now_year=2026)
    assert verdict.path_linear[-1].emissions_t == 0
    assert verdict.path_constant_rate == ()
    assert verdict.required.cut_share_per_year is None


def test_a_target_is_not_applied_where_it_does_not_belong(region):
    with pytest.raises(ValueError, match="does not apply"):
        assess(region, TARGETS["city_85_2030"], now_year=2026)


def test_every_target_names_its_source_in_both_languages():
    with (DATA / "targets.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            assert all(row.values()), row["target_id"]
            assert row["source_url"].startswith("https://")
