import math
from statistics import median

import pandas as pd
import pytest

from declaration.accounting.counting import STATUSES
from declaration.accounting.emissions import account
from declaration.accounting.rates import constant_rate_table
from declaration.accounting.tables import AREAS
from declaration.accounting.totals import counted
from declaration.home import DATA

YEARS = range(2021, 2026)


@pytest.fixture(scope="module")
def lines(received):
    return pd.concat([report.lines for report in received.reports], ignore_index=True)


@pytest.fixture(scope="module")
def rows(lines, tables, rates):
    return account(lines, tables, rates)


@pytest.fixture(scope="module")
def constant(lines, tables):
    return account(lines, tables, constant_rate_table(tables, YEARS, 2024))


@pytest.fixture(scope="module")
def stayers(received):
    """Those who reported every year."""
    sent = [{r.member_id for r in received.reports if r.year == year} for year in YEARS]
    return set.intersection(*sent)


def total_t(rows: pd.DataFrame, year: int, **where: str) -> float:
    own = counted(rows[rows["year"] == year])
    for column, wanted in where.items():
        own = own[own[column] == wanted]
    return math.fsum(own["co2e_kg"]) / 1000


@pytest.mark.parametrize("year", YEARS)
def test_the_whole_is_what_some_forty_such_companies_could_emit(rows, year):
    assert 60_000 < total_t(rows, year) < 150_000


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("year", YEARS)
def test_every_area_has_tonnes_and_measures_in_every_year(rows, received, area, year):
    assert total_t(rows, year, home_area=area) > 10
    measures = [r.measures for r in received.reports if r.year == year]
    assert sum(m["area"].eq(area).sum() for m in measures) >= 2


@pytest.mark.parametrize("year", YEARS)
def test_every_category_reports_every_year(received, members, year):
    category = members.set_index("member_id")["category"]
    sent = {category[r.member_id] for r in received.reports if r.year == year}
    assert sent == set(category)


def test_a_few_stand_for_much_of_it(rows):
    """Skewed as real programmes are: five of some forty have two fifths of it, the largest many times the median."""
    by_member = counted(rows[rows["year"] == 2024]).groupby("member_id")["co2e_kg"].sum().sort_values(ascending=False)
    share = by_member.head(5).sum() / by_member.sum()
    assert 0.35 < share < 0.65
    assert by_member.iloc[0] > 6 * median(by_member)
    assert by_member.iloc[-1] < median(by_member) / 6


def test_the_change_of_law_shows_in_2024(rows, constant, stayers):
    """The same reporters emit more by energy in 2024 than in 2023, and less if one year's factors hold for both."""
    same, held = (frame[frame["member_id"].isin(stayers)] for frame in (rows, constant))
    before, after = (total_t(same, y, home_area="fossil_free_energy") for y in (2023, 2024))
    assert after > 1.08 * before
    before, after = (total_t(held, y, home_area="fossil_free_energy") for y in (2023, 2024))
    assert after < before


def test_a_litre_of_diesel_carries_a_third_more(rows):
    """2.35 to 3.17 kg a litre is +35 %."""
    per_litre = []
    for year in (2023, 2024):
        diesel = rows[(rows["year"] == year) & rows["carrier_code"].eq("diesel_mk1") & ~rows["supplier_used"]]
        diesel = diesel[diesel["unit"] == "litre"]
        per_litre.append(diesel["co2e_kg"].sum() / diesel["quantity"].sum())
    assert per_litre[1] / per_litre[0] == pytest.approx(3.1735 / 2.3464, rel=1e-3)


def test_with_one_years_factors_the_same_reporters_fall_by_a_few_per_cent_a_year(constant, stayers):
    held = constant[constant["member_id"].isin(stayers)]
    yearly = (total_t(held, 2025) / total_t(held, 2021)) ** (1 / 4) - 1
    assert -0.07 < yearly < -0.02


def test_every_way_of_counting_is_there_and_nothing_lacks_a_factor(rows):
    assert set(rows["status"]) == set(STATUSES) - {"no_factor"}


def test_diesel_gives_way_to_other_energy(rows):
    road = rows[rows["activity_code"].isin(["road_fuel_own", "road_el_own"])]
    share = {}
    for year in (2021, 2025):
        used = road[road["year"] == year].groupby("carrier_code")["energy_used_mj"].sum()
        share[year] = used / used.sum()
    assert share[2025]["diesel_mk1"] < share[2021]["diesel_mk1"] - 0.1
    for carrier in ("hvo100", "biogas_cbg", "electricity", "electricity_go"):
        assert share[2025][carrier] > share[2021].get(carrier, 0.0)


def test_denominators_give_believable_intensities(rows, received):
    """Hauliers' own road transport within 30-250 g/tkm: HVO100 throughout at the low end, small loads at the high."""
    denominators = pd.concat([report.denominators for report in received.reports])
    assert set(denominators["denominator_code"]) == {"output_tkm", "output_tonnes", "floor_area", "employees"}
    own = counted(rows[rows["activity_code"].isin(["road_fuel_own", "road_el_own"])])
    hauliers = own[own["member_id"].str.startswith("demo-akeriet")]
    tkm = denominators[denominators["denominator_code"] == "output_tkm"].set_index(["member_id", "year"])["quantity"]
    grams = hauliers.groupby(["member_id", "year"])["co2e_kg"].sum() * 1000
    intensity = (grams / tkm.reindex(grams.index)).dropna()
    assert len(intensity) > 30
    assert intensity.between(30, 250).all()


def test_measures_have_an_owner_by_role_and_a_lever_of_their_area(received):
    levers = pd.read_csv(DATA / "accounting" / "lever_areas.csv").set_index("lever_code")["area"]
    measures = pd.concat([report.measures for report in received.reports])
    assert (measures["lever_code"].map(levers) == measures["area"]).all()
    assert set(measures["status"]) == {"planned", "started", "done", "stopped"}
    assert measures["owner"].str.fullmatch(r"[A-ZÅÄÖ][a-zåäö]+( chef)?").all()
    assert (measures["expected_t_per_year"] > 0).all()
    assert measures.loc[measures["status"] == "done", "verified_t_per_year"].gt(0).all()
