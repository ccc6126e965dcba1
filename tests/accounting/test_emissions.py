import numpy as np
import pandas as pd
import pytest

from declaration.accounting.emissions import account
from declaration.accounting.totals import left_out, quality_class, totals
from declaration.accounting.trace import explain, factor_rows


def test_a_line_of_diesel_worked_by_hand(book, line):
    """1000 l in 2024 at 6 %: 95.1 × 0.94 × 35.5 = 3173.49 kg, of which 2418.27 from the exhaust."""
    row = book(line("road_fuel_own", "diesel_mk1", 1000, "litre")).iloc[0]
    assert row["co2e_kg"] == pytest.approx(3173.49)
    assert (row["scope_1_kg"], row["scope_3_kg"]) == pytest.approx((2418.27, 755.215), abs=0.01)
    assert row["biogenic_co2_kg"] == pytest.approx(176.8, abs=0.1)
    assert row["energy_used_mj"] == pytest.approx(35_500)
    assert (row["home_area"], row["fallback"], row["status"]) == ("fossil_free_energy", "", "counted")


def test_bought_road_freight_worked_by_hand(book, line):
    """10 000 tkm over the shortest feasible distance: × (0.07703 + 0.01799) × 1.05 = 997.7 kg (DESNZ 2025)."""
    row = book(line("bought_road", "tkm_artic_33", 10_000, "tkm", year=2025, carrier_is_member="no")).iloc[0]
    assert row["co2e_kg"] == pytest.approx(997.71)
    assert row["ttw_kg"] == pytest.approx(808.815)
    assert row["scope_3_kg"] == row["co2e_kg"]
    assert (row["method"], row["data_quality_used"]) == ("default_intensity", 4)


@pytest.mark.parametrize(
    ("carrier", "more", "multiplier"),
    [
        ("tkm_van", {"distance_basis": "actual"}, 1.0),
        ("tkm_van", {"distance_basis": "actual", "temperature_controlled": "yes"}, 1.15),
        ("tkm_bev_hgv_se", {"temperature_controlled": "yes"}, 1.05 * 1.12),
        ("tkm_artic_33_reefer", {"temperature_controlled": "yes"}, 1.05),
        ("vkm_van", {"temperature_controlled": "yes"}, 1.15),
        ("diesel_mk1", {"temperature_controlled": "yes"}, 1.0),
    ],
)
def test_distance_and_temperature(book, line, carrier, more, multiplier):
    unit = "litre" if carrier == "diesel_mk1" else carrier.split("_")[0]
    row = book(line("bought_road", carrier, 100, unit, **more)).iloc[0]
    assert row["adjustment"] == pytest.approx(multiplier)
    assert row["co2e_kg"] == pytest.approx(100 * row["factor_value"] * multiplier)


def test_air_and_sea_adjust_once(book, line):
    rows = book(
        line("bought_air", "tkm_air_short", 100, "tkm", distance_basis="gcd"),
        line("bought_sea", "tkm_sea_roro", 100, "tkm", carrier_is_member="no"),
        line("bought_rail", "tkm_rail_se", 100, "tkm", carrier_is_member="no"),
    )
    assert rows["adjustment"].tolist() == pytest.approx([1.0, 1.15, 1.0])


def test_electricity_is_shown_both_ways_and_never_added(book, line):
    rows = book(
        line("building_el", "electricity", 100, "MWh", year=2023),
        line("building_el", "electricity_go", 100, "MWh", year=2023),
    )
    assert rows["co2e_kg"].tolist() == pytest.approx([5900, 5900])
    assert rows["market_kg"].tolist() == pytest.approx([52_410, 0])
    assert rows["scope_2_kg"].tolist() == rows["co2e_kg"].tolist()
    assert rows["ttw_kg"].eq(0).all()
    assert rows["scope_2_includes_upstream"].all()


@pytest.mark.parametrize(
    ("activity", "carrier", "unit", "scope"),
    [
        ("rail_traction_own", "electricity", "kWh", "scope_2_kg"),
        ("building_dh", "dh_helsingborg", "kWh", "scope_2_kg"),
        ("refrigerant_vehicle", "R-134a", "kg", "scope_1_kg"),
        ("packaging_board", "pack_board", "tonne", "scope_3_kg"),
        ("waste_residual", "waste_residual_energy", "tonne", "scope_3_kg"),
        ("bought_rail", "electricity", "kWh", "scope_3_kg"),
        ("road_fuel_own", "e85", "litre", "scope_other_kg"),
    ],
)
def test_each_in_its_scope(book, line, activity, carrier, unit, scope):
    row = book(line(activity, carrier, 10, unit)).iloc[0]
    assert row[scope] > 0
    assert row[scope] == pytest.approx(row["co2e_kg"])


def test_a_suppliers_factor_with_evidence_takes_the_tables_place(book, line):
    row = book(
        line(
            "road_fuel_own",
            "hvo100",
            1,
            "m3",
            year=2023,
            supplier_factor_kg_per_unit=217,
            supplier_evidence="declaration 2023",
        )
    ).iloc[0]
    assert row["co2e_kg"] == pytest.approx(217)
    assert row["scope_1_kg"] == pytest.approx(35.58)  # CH4 and N2O stay as they are
    assert row["scope_3_kg"] == pytest.approx(181.42)
    assert row["factor_id"] == "supplier:declaration 2023"


def test_a_suppliers_electricity_changes_the_market_figure_only(book, line):
    more = {"supplier_factor_kg_per_unit": 0.01, "supplier_evidence": "agreement"}
    row = book(line("building_el", "electricity", 1000, "kWh", year=2023, **more)).iloc[0]
    assert (row["co2e_kg"], row["market_kg"], row["scope_2_market_kg"]) == pytest.approx((59, 10, 10))
    assert row["factor_id"] == "el_location.2023.wtw"


def test_a_negative_factor_is_a_memo_and_never_lowers_a_sum(book, line):
    more = {"supplier_factor_kg_per_unit": -0.963723, "supplier_evidence": "manure gas"}
    rows = book(line("road_fuel_own", "biogas_cbg", 100, "kg", **more), line("road_fuel_own", "e85", 100, "litre"))
    assert rows["co2e_kg"].tolist() == pytest.approx([0, 118.1])
    assert rows["credit_memo_kg"].tolist() == pytest.approx([-96.3723, 0])
    made = totals(rows, ["year"]).iloc[0]
    assert made["co2e_t"] == pytest.approx(0.1181)
    assert made["credit_memo_t"] == pytest.approx(-0.0963723)


def test_heat_and_hub_service_by_the_suppliers_factor(book, line):
    own = {"supplier_factor_kg_per_unit": 0.05, "supplier_evidence": "the network’s environmental values"}
    hub = {"supplier_factor_kg_per_unit": 1.2, "supplier_evidence": "the hub’s statement"}
    rows = book(
        line("building_dh", "dh_other", 100, "kWh", **own),
        line("bought_hub", "hub_service", 50, "tonne", carrier_is_member="no", **hub),
        line("building_dc", "district_cooling", 100, "kWh"),
    )
    assert rows.loc[0, ["wtt_kg", "scope_2_kg"]].tolist() == [5, 5]
    assert rows.loc[1, "scope_3_kg"] == pytest.approx(60)
    assert rows.loc[1, "data_quality_used"] == 3
    assert rows["status"].tolist() == ["counted", "counted", "no_factor"]
    assert np.isnan(rows.loc[2, "co2e_kg"]), "missing, never zero"


def test_the_result_says_when_a_factor_is_another_years(book, line):
    rows = book(
        line("building_dh", "dh_helsingborg", 1, "MWh", year=2025), line("building_el", "electricity", 1, "MWh")
    )
    assert rows["fallback"].tolist() == ["carried_forward", "carried_forward"]
    assert rows["factor_year"].tolist() == [2020, 2023]
    assert rows["confidence"].tolist() == ["D", "C"]
    assert totals(rows, ["year"])["fallback_share"].tolist() == [1, 1]


def test_every_row_leads_back_to_line_and_factor(book, line, tables):
    rows = book(
        line("vessel_fuel", "mgo", 10, "tonne", share_in_region=0.25),
        line("bought_road", "tkm_van", 100, "tkm", carrier_is_member="no", temperature_controlled="yes"),
        line("refrigerant_building", "R-404A", 500, "g"),
        line("building_el", "electricity_go", 1, "MWh"),
        line("building_dc", "district_cooling", 1, "MWh"),
    )
    for _, row in rows.iloc[:4].iterrows():
        *steps, result = explain(row, tables)
        assert np.prod([s.value for s in steps]) == pytest.approx(result.value) == pytest.approx(row["co2e_kg"])
        assert steps[0].source == f"report line {row['line_id']}"
    assert factor_rows(rows.iloc[0], tables)["factor_id"].tolist() == [
        "mgo.any.biogenic",
        "mgo.2025.ttw",
        "mgo.2025.wtt",
    ]
    assert set(factor_rows(rows.iloc[3], tables)["factor_id"]) == {"el_location.2023.wtw", "el_go.any.market"}
    assert len(explain(rows.iloc[4], tables)) == 1


def test_left_out_is_listed_and_not_added(book, line):
    rows = book(
        line("road_fuel_own", "e85", 100, "litre"),
        line("bought_air", "tkm_air_long", 1000, "tkm", year=2025),
        line("charging_sold", "electricity", 1000, "kWh", year=2025),
    )
    out = left_out(rows)
    assert out["status"].tolist() == ["memo", "outside_headline"]
    assert out["co2e_t"].tolist() == pytest.approx([0.059, 0.66646])
    assert totals(rows, ["year"])["co2e_t"].sum() == pytest.approx(0.1181)


@pytest.mark.parametrize(("score", "expected"), [(1, 1), (2.5, 1), (2.6, 2), (3.5, 2), (3.6, 3), (5, 3)])
def test_quality_classes(score, expected):
    assert quality_class(score) == expected


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"quantity": -1.0}, "below 0"),
        ({"quantity": float("nan")}, "below 0"),
        ({"share_in_region": 1.1}, "outside 0-1"),
        ({"data_quality": 6}, "1-5"),
        ({"supplier_factor_kg_per_unit": 2.0}, "without evidence"),
        ({"unit": "tkm"}, "no way to count tkm"),
        ({"carrier_code": "pack_board"}, "no way to count"),
    ],
)
def test_what_no_report_should_let_through_is_refused(book, line, more, message):
    with pytest.raises(ValueError, match=message):
        book(line("road_fuel_own", "diesel_mk1", 1.0, "litre") | more)


def test_lines_are_told_apart(tables, line):
    doubled = pd.DataFrame([line("road_fuel_own", "e85", 1, "litre")] * 2)
    with pytest.raises(ValueError, match="line_id twice"):
        account(doubled, tables)
    with pytest.raises(ValueError, match="lack unit"):
        account(doubled.drop(columns="unit"), tables)


def test_no_lines_give_no_rows(tables, line):
    empty = pd.DataFrame([line("road_fuel_own", "e85", 1, "litre")]).iloc[:0]
    rows = account(empty, tables)
    assert rows.empty
    assert totals(rows, ["year"]).empty
    assert left_out(rows).empty
