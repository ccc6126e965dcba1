import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declaration.programme.drivers import driver_parts, drivers
from declaration.programme.intensities import COLUMNS, INTENSITIES, intensities, member_drivers

BELOW = ["member_id", "site_id", "year", "denominator_code", "quantity", "unit"]
NOTHING = pd.DataFrame(columns=BELOW).astype({"quantity": float, "year": int})
#: kg CO2e of 1 MWh of district heating in Helsingborg, in 2024
HEAT = 71.0


def below(*figures: tuple) -> pd.DataFrame:
    return pd.DataFrame(figures, columns=BELOW)


def amount(table: pd.DataFrame, member: str, code: str, year: int = 2024) -> float:
    row = table[table["member_id"].eq(member) & table["code"].eq(code) & table["year"].eq(year)]
    assert len(row) == 1
    return row["amount"].iloc[0]


@pytest.fixture(scope="module")
def rows(book):
    return book(
        ("A", 2024, "road_fuel_own", "diesel_mk1", 1000, "litre"),
        ("A", 2024, "refrigerant_vehicle", "R-134a", 2, "kg"),
        ("A", 2024, "bought_road", "tkm_artic_33", 3000, "tkm", {"carrier_is_member": "no"}),
        ("A", 2024, "bought_rail", "tkm_rail_se", 9000, "tkm", {"carrier_is_member": "yes"}),
        ("A", 2024, "building_dh", "dh_helsingborg", 100, "MWh"),
        ("A", 2024, "working_machine_el", "electricity", 30, "MWh", {"in_site_meter": "yes"}),
        ("A", 2024, "building_el", "electricity", 10, "MWh"),
        ("A", 2024, "working_machine_fuel", "diesel_mk1", 1000, "litre"),
        ("B", 2024, "road_fuel_own", "hvo100", 1000, "litre"),
        ("B", 2024, "building_dh", "dh_helsingborg", 10, "MWh"),
        ("B", 2024, "building_dh", "dh_helsingborg", 30, "MWh", {"site_id": "s2"}),
        ("C", 2024, "building_el", "electricity", 10, "MWh"),
    )


@pytest.fixture(scope="module")
def figures():
    return below(
        ("A", "s1", 2024, "output_tkm", 40_000.0, "tkm"),
        ("A", "s1", 2024, "floor_area", 500.0, "m2"),
        ("A", "s1", 2024, "output_tonnes", 2_000_000.0, "kg"),
        ("A", "s1", 2024, "employees", 4.0, "person"),
        ("A", "s2", 2024, "employees", 6.0, "person"),
        ("B", "s1", 2024, "output_tkm", 0.0, "tkm"),
        ("B", "s2", 2024, "floor_area", 100.0, "m2"),
        ("C", "s1", 2023, "floor_area", 100.0, "m2"),
        ("D", "s1", 2024, "floor_area", 100.0, "m2"),
    )


def test_worked_by_hand(rows, figures):
    """3173.49 kg / 40 000 tkm = 79.337 g; (7100 + 590) kg / 500 m2 = 15.38 kg; with 3173.49 kg, / 2000 t = 5.431745 kg.

    Neither the refrigerant of vehicles nor bought freight stand above tonne-kilometres, and the machines' electricity
    is inside the building's meter.
    """
    table = intensities(rows, figures)
    assert amount(table, "A", "tkm") == pytest.approx(79.337, abs=5e-4)
    assert amount(table, "A", "floor_area") == pytest.approx(15.38)
    assert amount(table, "A", "tonnes") == pytest.approx(5.431745, abs=5e-6)
    counted = rows[rows["member_id"].eq("A") & rows["counted"]]
    assert amount(table, "A", "employees") == pytest.approx(counted["co2e_kg"].sum() / 1000 / 10)
    assert len(counted) == 6
    assert dict(zip(table["code"], table["unit"], strict=True)) == {
        "tkm": "g_co2e_per_tkm",
        "floor_area": "kg_co2e_per_m2",
        "tonnes": "kg_co2e_per_tonne",
        "employees": "t_co2e_per_employee",
    }


def test_only_who_gave_both(rows, figures):
    """B gave the area of one of two sites and no tonne-kilometres; C's area is of another year; D sent no line."""
    table = intensities(rows, figures)
    assert amount(table, "B", "floor_area") == pytest.approx(30 * HEAT / 100)
    assert set(zip(table["member_id"], table["code"], strict=True)) == {
        *(("A", code) for code in INTENSITIES),
        ("B", "floor_area"),
    }
    assert intensities(rows, NOTHING).empty
    assert list(intensities(rows, NOTHING)) == COLUMNS


def test_a_line_without_a_factor_leaves_no_intensity(book, figures):
    """Half of a building's energy would make it look twice as good."""
    half = book(
        ("A", 2024, "building_el", "electricity", 10, "MWh"),
        ("A", 2024, "building_dh", "dh_other", 10, "MWh"),
        ("A", 2024, "road_fuel_own", "diesel_mk1", 1000, "litre"),
    )
    assert set(intensities(half, figures)["code"]) == {"tkm"}


def test_estimates_take_no_part(rows, figures):
    missing = rows.assign(estimated=rows["member_id"].eq("A"))
    assert set(intensities(missing, figures)["member_id"]) == {"B"}


def test_together_they_are_the_programmes_own_driver(rows, figures):
    """Numerators and denominators of tonne-kilometres add up to the region's intensity."""
    table = intensities(rows, figures).query("code == 'tkm'")
    region = drivers(rows, figures).set_index("driver_code").loc["own_transport_intensity", "amount"]
    assert table["numerator_t"].sum() / table["denominator"].sum() * 1e6 == pytest.approx(region)


@settings(max_examples=15)
@given(times=st.floats(0.01, 100), order=st.randoms(use_true_random=False))
def test_size_and_order_do_not_matter(rows, figures, times, order):
    """A member ten times as large in everything has the same intensities, whatever the order of its lines."""
    grown = rows.assign(co2e_kg=rows["co2e_kg"] * times).sample(frac=1, random_state=order.randrange(2**32))
    larger = figures.assign(quantity=figures["quantity"] * times)
    first, second = intensities(rows, figures), intensities(grown, larger)
    pd.testing.assert_frame_equal(
        first[["member_id", "code", "year", "unit"]], second[["member_id", "code", "year", "unit"]]
    )
    assert second["amount"].tolist() == pytest.approx(first["amount"].tolist())


@pytest.fixture(scope="module")
def years(book):
    return book(
        ("A", 2021, "waste_residual", "waste_residual_energy", 6, "tonne"),
        ("A", 2021, "waste_sorted", "waste_board_recycled", 4, "tonne"),
        ("A", 2022, "waste_residual", "waste_residual_energy", 5, "tonne"),
        ("A", 2024, "waste_residual", "waste_residual_energy", 3, "tonne"),
        ("A", 2024, "waste_sorted", "waste_board_recycled", 9, "tonne"),
        ("B", 2022, "waste_residual", "waste_residual_energy", 50, "tonne"),
    )


def test_a_members_own_drivers_and_their_trend(years):
    """Residual waste 6, 5, 3 t: 5/6 − 1 = −0.1667 since 2021; nothing to compare with in 2023. Sorting 40 % to 75 %."""
    own = member_drivers(driver_parts(years, NOTHING), "A")
    waste = own[own["driver_code"].eq("residual_waste")].set_index("year")
    assert waste["amount"].tolist() == [6, 5, 3]
    assert waste["change_before"].tolist() == pytest.approx([float("nan"), -1 / 6, float("nan")], nan_ok=True)
    assert waste["change_first"].tolist() == pytest.approx([float("nan"), -1 / 6, -0.5], nan_ok=True)
    assert set(waste["first_year"]) == {2021}
    sorting = own[own["driver_code"].eq("sorting_share")].set_index("year")
    assert sorting.loc[2024, "amount"] == pytest.approx(0.75)
    assert sorting.loc[2024, "change_first"] == pytest.approx(0.35)
    assert own["amount"].notna().all()


def test_others_have_no_part_in_a_members_drivers(years):
    without = years[years["member_id"].eq("A")]
    pd.testing.assert_frame_equal(
        member_drivers(driver_parts(years, NOTHING), "A"), member_drivers(driver_parts(without, NOTHING), "A")
    )
    assert member_drivers(driver_parts(years, NOTHING), "nobody").empty
