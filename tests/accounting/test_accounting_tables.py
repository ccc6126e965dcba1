import pandas as pd
import pytest

from declaration.accounting.rates import PARTS, SCOPES, constant_rate_table
from declaration.accounting.tables import AREAS, tables_from_frames
from declaration.home import DATA


def test_every_activity_has_exactly_one_home_area(frames):
    activities = frames["activities"]
    assert activities["activity_code"].is_unique
    assert set(activities["home_area"]) == set(AREAS)


def test_levers_lie_in_the_areas_and_never_repeat_the_home(frames):
    levers = pd.read_csv(DATA / "accounting" / "lever_areas.csv")
    assert set(levers["area"]) == set(AREAS)
    for r in frames["activities"].fillna("").itertuples():
        others = [a for a in r.lever_areas.split(";") if a]
        assert set(others) <= set(AREAS) - {r.home_area}, r.activity_code


@pytest.mark.parametrize("name", ["activities", "carriers", "data_quality", "factor_confidence", "refrigerants"])
def test_names_in_both_languages(frames, name):
    for column in ("name_sv", "name_en"):
        assert frames[name][column].fillna("").str.strip().ne("").all()
        assert not frames[name][column].duplicated().any()


@pytest.mark.parametrize("name", ["emission_factors", "unit_conversions", "refrigerants", "data_quality"])
def test_every_row_has_source_link_licence_and_confidence(frames, name):
    for column in ("source", "source_url", "licence", "confidence"):
        assert frames[name][column].fillna("").ne("").all()
    assert frames[name]["source_url"].str.startswith("http").all()
    assert frames[name]["confidence"].isin(list("ABCD")).all()


def test_every_pair_can_be_counted_in_at_least_one_unit(frames, rates):
    pairs = set(frames["activity_carriers"].itertuples(index=False, name=None))
    assert set(zip(rates["activity_code"], rates["carrier_code"], strict=True)) == pairs


def test_every_allowed_unit_serves_some_carrier(frames, rates):
    for r in frames["activities"].itertuples():
        found = set(rates.loc[rates["activity_code"] == r.activity_code, "unit"])
        assert found == set(r.units.split("|")), r.activity_code


def test_a_rate_is_the_sum_of_its_parts_and_of_its_scopes(rates):
    known = rates[rates["co2e"].notna()]
    for parts in (PARTS, SCOPES):
        assert known[list(parts)].sum(axis=1).to_numpy() == pytest.approx(known["co2e"].to_numpy())
        assert (known[list(parts)] >= 0).all(axis=None)


def test_bought_electricity_has_both_figures(rates):
    own = rates[(rates["kind"] == "electricity") & (rates["scope_2"] > 0)]
    assert own["market_factor_id"].str.startswith(("el_residual", "el_go")).all()
    assert (own.loc[own["carrier_code"] == "electricity_go", "market"] == 0).all()


def test_constant_factors_hold_every_year_at_one(tables, rates):
    held = constant_rate_table(tables, (2022, 2024), 2023)
    then = rates[rates["year"] == 2023].reset_index(drop=True)
    for year in (2022, 2024):
        now = held[held["year"] == year].reset_index(drop=True)
        pd.testing.assert_series_equal(now["co2e"], then["co2e"])


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("activities", lambda t: t.assign(home_area="two;areas"), "home area"),
        ("activities", lambda t: pd.concat([t, t.iloc[:1]]), "written twice"),
        ("activities", lambda t: t.assign(count_rule="twice"), "count rule"),
        ("carriers", lambda t: t.assign(factor_code="unheard_of"), "unheard_of"),
        ("activity_carriers", lambda t: t.iloc[40:], "activity road_fuel_own"),
        ("activity_carriers", lambda t: pd.concat([t, t.iloc[:1]]), "paired twice"),
        ("data_quality", lambda t: t.iloc[:4], "1-5"),
        ("refrigerants", lambda t: t.assign(gwp100_ar6=t["gwp100_ar6"] * (1 + (t.index == 12))), "components"),
    ],
)
def test_tables_that_contradict_one_another_are_refused(frames, name, change, message):
    with pytest.raises(ValueError, match=message):
        tables_from_frames(frames | {name: change(frames[name])})


def test_a_missing_table_is_named(frames):
    with pytest.raises(ValueError, match="unit_conversions"):
        tables_from_frames({k: v for k, v in frames.items() if k != "unit_conversions"})
