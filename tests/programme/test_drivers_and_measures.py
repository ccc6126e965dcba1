import numpy as np
import pandas as pd
import pytest

from declaration.programme.drivers import DRIVERS, drivers
from declaration.programme.measures import measures_by_area
from declaration.reports.report import MEASURE_COLUMNS

COLUMNS = ["member_id", "site_id", "year", "denominator_code", "quantity", "unit"]
NONE = pd.DataFrame(columns=COLUMNS).astype({"quantity": float, "year": int})


def below(*figures: tuple) -> pd.DataFrame:
    return pd.DataFrame(figures, columns=COLUMNS)


def driver(table: pd.DataFrame, code: str, year: int = 2024) -> tuple:
    row = table[table["driver_code"].eq(code) & table["year"].eq(year)]
    assert len(row) == 1
    return row["amount"].iloc[0], row["reporters"].iloc[0]


@pytest.fixture(scope="module")
def rows(book):
    return book(
        ("A", 2024, "road_fuel_own", "diesel_mk1", 1000, "litre"),
        ("B", 2024, "road_fuel_own", "hvo100", 1000, "litre"),
        ("A", 2024, "bought_road", "tkm_artic_33", 3000, "tkm", {"carrier_is_member": "no"}),
        ("B", 2024, "bought_rail", "tkm_rail_se", 1000, "tkm", {"carrier_is_member": "yes"}),
        ("C", 2024, "bought_road", "diesel_mk1", 1000, "litre", {"carrier_is_member": "no"}),
        ("A", 2024, "bought_air", "tkm_air_long", 1000, "tkm"),
        ("A", 2024, "building_el", "electricity", 100, "MWh"),
        ("A", 2024, "cold_store_el", "electricity", 30, "MWh"),
        ("B", 2024, "building_dh", "dh_helsingborg", 50_000, "kWh"),
        ("A", 2024, "working_machine_fuel", "diesel_mk1", 1000, "litre"),
        ("A", 2024, "working_machine_el", "electricity", 10, "MWh", {"in_site_meter": "yes"}),
        ("A", 2024, "refrigerant_building", "R-404A", 500, "g"),
        ("B", 2024, "refrigerant_vehicle", "R-134a", 2, "kg"),
        ("A", 2024, "packaging_board", "pack_board", 4, "tonne"),
        ("A", 2024, "packaging_plastic", "pack_film", 1000, "kg"),
        ("A", 2024, "packaging_returnable", "pack_hdpe", 5, "tonne"),
        ("A", 2024, "waste_residual", "waste_residual_energy", 2, "tonne"),
        ("A", 2024, "waste_sorted", "waste_board_recycled", 6, "tonne"),
        ("A", 2024, "reused_material", "reused", 300, "kg"),
    )


def test_carbon_content_and_fossil_share_worked_by_hand(rows):
    """2000 l of diesel (71 GJ) and 1000 l of HVO (34 GJ): 6904.58 kg / 29.1667 MWh = 236.73 kg/MWh.

    Machines stand in the same area; their electricity (10 MWh inside the building's meter) is not counted there.
    Fossil part of diesel 2.41827 / (2.41827 + 0.176837) = 0.93186, of HVO 0.03558 / 2.44278 = 0.014565.
    """
    table = drivers(rows, NONE)
    kg, mwh = 2 * 3173.49 + 557.6, (71_000 + 34_000) / 3600
    assert driver(table, "carbon_content") == (pytest.approx(kg / mwh), 2)
    share = (71 * 2.41827 / (2.41827 + 0.176837) + 34 * 0.03558 / (0.03558 + 2.4072)) / 105
    assert driver(table, "fossil_share") == (pytest.approx(share, rel=1e-6), 2)


def test_freight_worked_by_hand(rows):
    """3000 tkm by lorry at 0.09502 × 1.05 kg and 1000 by rail at 0.001284: 75.15 g/tkm, a quarter by rail.

    That the railway is a member does not change how the freight is bought; air is no part of it,
    and litres say nothing of tkm.
    """
    table = drivers(rows, NONE)
    grams = 1000 * (3000 * 0.09502 * 1.05 + 1000 * 0.001284) / 4000
    assert driver(table, "bought_freight_intensity") == (pytest.approx(grams), 2)
    assert driver(table, "rail_sea_share") == (pytest.approx(0.25), 2)


def test_own_transport_counts_only_those_who_gave_tkm(rows):
    """A: 3173.49 kg over 50 000 tkm = 63.47 g/tkm; B gave none and is on neither side of the line."""
    table = drivers(rows, below(("A", "s1", 2024, "output_tkm", 50_000, "tkm")))
    assert driver(table, "own_transport_intensity") == (pytest.approx(63.4698), 1)


def test_buildings_and_hubs_worked_by_hand(rows):
    """A and B: 100 MWh (cold store within) + 50 MWh over 2000 + 1000 m² = 50 kWh/m².

    Per outbound tonne only A: 100 MWh + 1000 l of diesel (9861.1 kWh; its machines' electricity is in the
    meter) over 400 t = 274.65 kWh/t.
    """
    table = drivers(
        rows,
        below(
            ("A", "s1", 2024, "floor_area", 2000, "m2"),
            ("B", "s1", 2024, "floor_area", 1000, "m2"),
            ("A", "s1", 2024, "output_tonnes", 400_000, "kg"),
            ("B", "elsewhere", 2024, "output_tonnes", 900, "tonne"),
            ("A", "s1", 2023, "floor_area", 9000, "m2"),
        ),
    )
    assert driver(table, "building_energy_per_area") == (pytest.approx(50), 2)
    assert driver(table, "hub_energy_per_tonne") == (pytest.approx((100_000 + 35_500 / 3.6) / 400), 1)


def test_machines_leakage_packaging_and_waste_worked_by_hand(rows):
    """Machines: 36 of 71.5 GJ electric. 2.5 kg leaked. Packaging 5000 kg over 400 t; 5 of 10 t returnable."""
    table = drivers(rows, below(("A", "s1", 2024, "output_tonnes", 400, "tonne")))
    assert driver(table, "electric_machine_share") == (pytest.approx(36 / 71.5), 1)
    assert driver(table, "refrigerant_leakage") == (pytest.approx(2.5), 2)
    assert driver(table, "packaging_per_tonne") == (pytest.approx(12.5), 1)
    assert driver(table, "returnable_share") == (pytest.approx(0.5), 1)
    assert driver(table, "residual_waste") == (pytest.approx(2), 1)
    assert driver(table, "sorting_share") == (pytest.approx(0.75), 1)
    assert driver(table, "reused_material") == (pytest.approx(0.3), 1)


def test_missing_is_missing_and_never_zero(book):
    table = drivers(book(("A", 2024, "business_travel", "travel", 10, "km")), NONE)
    assert len(table) == len(DRIVERS)
    assert np.isnan(table["amount"]).all()
    assert table["reporters"].eq(0).all()
    assert table["area"].nunique() == 5


def test_nobody_leaking_is_zero_only_where_it_was_reported(book):
    reported = drivers(book(("A", 2024, "refrigerant_building", "R-32", 0, "kg")), NONE)
    assert driver(reported, "refrigerant_leakage") == (0, 1)


def test_estimates_take_no_part(rows):
    assert drivers(rows.assign(estimated=True), NONE).empty
    half = drivers(rows.assign(estimated=rows["member_id"].eq("B")), NONE)
    assert driver(half, "refrigerant_leakage") == (pytest.approx(0.5), 1)


def test_measures_by_area_and_status():
    listed = [
        ("A", "1", "technology_infrastructure", "done", 10.0, 8.0),
        ("A", "2", "technology_infrastructure", "done", 5.0, None),
        ("B", "1", "technology_infrastructure", "planned", 7.0, None),
        ("B", "2", "packaging_logistics", "planned", None, None),
    ]
    columns = ["member_id", "measure_id", "area", "status", "expected_t_per_year", "verified_t_per_year"]
    assert set(columns) <= set(MEASURE_COLUMNS)
    frame = pd.DataFrame(listed, columns=columns)
    made = measures_by_area(frame).set_index(["area", "status"])
    assert made.loc[("technology_infrastructure", "done")].tolist() == [2, 15, 8]
    planned = made.loc[("technology_infrastructure", "planned")]
    assert planned[["measures", "expected_t_per_year"]].tolist() == [1, 7]
    assert np.isnan(planned["verified_t_per_year"]), "what nobody verified is missing, not zero"
    assert np.isnan(made.loc[("packaging_logistics", "planned"), "expected_t_per_year"])
    with pytest.raises(ValueError, match="measure 1 of A is listed twice"):
        measures_by_area(pd.concat([frame, frame.iloc[:1]]))
