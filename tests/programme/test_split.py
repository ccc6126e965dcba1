"""Why a sum changed, on rows accounted with the project's own factors, each effect worked by hand.

Diesel MK1: 2.34635 kg/l in 2023 and 3.17349 kg/l in 2024, 35.5 MJ/l. HVO100: 0.5576 kg/l both years, 34 MJ/l.
"""

import math

import pandas as pd
import pytest

from declaration.programme.base_year import contributions
from declaration.programme.levels import matched_index
from declaration.programme.split import (
    EFFECTS,
    REAL_CHANGE,
    boundary_changes,
    member_split,
    real_change_factors,
    split,
    split_across,
    state,
)

DIESEL_2023, DIESEL_2024, HVO = 2.34635, 3.17349, 0.5576


@pytest.fixture
def two(joined):
    """A and B are members all the time."""
    return joined({"A": (2020, None), "B": (2020, None)})


def effects(table: pd.DataFrame, area: str = "total") -> dict[str, float]:
    """The effects that are not zero."""
    own = table[table["area"] == area]
    assert own["effect"].tolist() == list(EFFECTS)
    return {e: t for e, t in zip(own["effect"], own["change_t"], strict=True) if abs(t) > 1e-12}


def between(rows, membership, first=2023, last=2024, denominators=None) -> pd.DataFrame:
    return split(state(rows, membership, first), state(rows, membership, last), denominators)


def given_(*figures: tuple) -> pd.DataFrame:
    columns = ["member_id", "site_id", "year", "denominator_code", "quantity", "unit"]
    return pd.DataFrame(figures, columns=columns)


def own_fuel(member, year, carrier, litres, **more):
    return (member, year, "road_fuel_own", carrier, litres, "litre", more)


def test_the_same_litres_of_diesel_in_2023_and_2024_is_wholly_the_system(book, two):
    """100 m3 × (3.17349 - 2.34635) = 82.714 t."""
    rows = book(own_fuel("A", 2023, "diesel_mk1", 100_000), own_fuel("A", 2024, "diesel_mk1", 100_000))
    assert effects(between(rows, two)) == {"system_factor": pytest.approx(82.714)}


def test_diesel_to_hvo_at_the_same_energy_is_wholly_own_choice(book, joined):
    """35 500 MJ as 1000 l of diesel or 1044.12 l of HVO; 2021 and 2022 use one diesel factor each."""
    litres_hvo = 1000 * 35.5 / 34.0
    rows = book(own_fuel("A", 2022, "diesel_mk1", 1000), own_fuel("A", 2023, "hvo100", litres_hvo))
    made = effects(between(rows, joined({"A": (2020, None)}), 2022, 2023))
    assert made == {"own_choice": pytest.approx((HVO * litres_hvo - DIESEL_2023 * 1000) / 1000)}


def test_both_at_once(book, two):
    """A keeps 100 m3 of diesel (system), B changes to HVO at the same energy (own choice)."""
    rows = book(
        own_fuel("A", 2023, "diesel_mk1", 100_000),
        own_fuel("A", 2024, "diesel_mk1", 100_000),
        own_fuel("B", 2023, "diesel_mk1", 1000),
        own_fuel("B", 2024, "hvo100", 1000 * 35.5 / 34.0),
    )
    assert effects(between(rows, two)) == {
        "system_factor": pytest.approx(82.714),
        "own_choice": pytest.approx(HVO * 35.5 / 34.0 - DIESEL_2023),
    }


def test_half_the_diesel_changed_while_its_factor_moved(book, two):
    """Energy the same, so all of it is carbon content, split by LMDI over the sources.

    2000 l of diesel → 1000 l and 1044.12 l of HVO. Diesel goes from 4.6927 to 3.17349 t, with
    L = 1.51921 / ln(4.6927 / 3.17349) = 3.88411; its factor: L × ln(3.17349 / 2.34635) = 1.17297 t; its share:
    L × ln(1/2) = -2.69218 t; HVO takes 0.5822 t as own choice.
    """
    rows = book(
        own_fuel("A", 2023, "diesel_mk1", 2000),
        own_fuel("A", 2024, "diesel_mk1", 1000),
        own_fuel("A", 2024, "hvo100", 1000 * 35.5 / 34.0),
    )
    weight = (2 * DIESEL_2023 - DIESEL_2024) / math.log(2 * DIESEL_2023 / DIESEL_2024)
    made = effects(between(rows, two))
    assert made["system_factor"] == pytest.approx(weight * math.log(DIESEL_2024 / DIESEL_2023))
    assert made["own_choice"] == pytest.approx(weight * math.log(1 / 2) + HVO * 35.5 / 34.0)
    assert set(made) == {"system_factor", "own_choice"}


def test_a_suppliers_better_factor_is_own_choice(book, two):
    """1000 l of HVO: 0.5576 kg/l from the table, then 0.30 by the supplier, then 0.25."""
    supplier = [{"supplier_factor_kg_per_unit": f, "supplier_evidence": f"declaration {f}"} for f in (0.30, 0.25)]
    rows = book(
        own_fuel("A", 2022, "hvo100", 1000),
        own_fuel("A", 2023, "hvo100", 1000, **supplier[0]),
        own_fuel("A", 2024, "hvo100", 1000, **supplier[1]),
    )
    assert effects(between(rows, two, 2022, 2023)) == {"own_choice": pytest.approx(-0.2576)}
    assert effects(between(rows, two, 2023, 2024)) == {"own_choice": pytest.approx(-0.05)}


def test_guarantees_of_origin_change_nothing_location_based_even_when_the_factor_moves(book, two, tables):
    """100 MWh each year at 59 g/kWh; the meter is split between activities that serve one use."""
    rows = book(
        ("A", 2023, "building_el", "electricity", 100, "MWh"),
        ("A", 2024, "building_el", "electricity_go", 100_000, "kWh"),
    )
    assert effects(between(rows, two)) == {}


def test_all_electricity_is_one_source_so_a_grid_factor_is_the_systems(book, two):
    """100 MWh without and then with guarantees of origin, while the grid's factor rises by a tenth: +0.59 t."""
    rows = book(
        ("A", 2022, "building_el", "electricity", 100, "MWh"),
        ("A", 2023, "building_el", "electricity_go", 100, "MWh"),
    )
    rows["co2e_kg"] *= rows["year"].map({2022: 1.0, 2023: 1.1})
    assert effects(between(rows, two, 2022, 2023)) == {"system_factor": pytest.approx(0.59)}


def test_litres_by_a_suppliers_factor_do_not_hide_the_system_in_the_others(book, two):
    """1000 l by the table and 1000 l at 2.0 kg/l both years: +0.82714 t by the table's factor alone."""
    supplier = {"supplier_factor_kg_per_unit": 2.0, "supplier_evidence": "declaration"}
    rows = book(
        *(own_fuel("A", y, "diesel_mk1", 1000) for y in (2023, 2024)),
        *(own_fuel("A", y, "diesel_mk1", 1000, **supplier) for y in (2023, 2024)),
    )
    assert effects(between(rows, two)) == {"system_factor": pytest.approx(0.82714)}


def test_district_heating_to_electricity_at_the_same_energy_is_own_choice(book, two):
    rows = book(
        ("A", 2022, "building_dh", "dh_helsingborg", 100, "MWh"),
        ("A", 2023, "building_el", "electricity", 100, "MWh"),
    )
    assert effects(between(rows, two, 2022, 2023)) == {
        "own_choice": pytest.approx(rows["co2e_kg"].diff().iloc[1] / 1000)
    }


def test_electric_lorries_are_own_choice_and_less_energy(book, two):
    """35.5 GJ of diesel → 12 GJ of electricity (3333.3 kWh × 59 g = 196.7 kg): L × ln(12 / 35.5) is real change."""
    rows = book(
        own_fuel("A", 2022, "diesel_mk1", 1000),
        ("A", 2023, "road_el_own", "electricity", 12_000 / 3.6, "kWh"),
    )
    made = effects(between(rows, two, 2022, 2023))
    before, after = DIESEL_2023, 12_000 / 3.6 * 0.059 / 1000
    weight = (before - after) / math.log(before / after)
    assert made["activity_and_intensity"] == pytest.approx(weight * math.log(12 / 35.5))
    assert made["own_choice"] == pytest.approx(weight * math.log((after / 12) / (before / 35.5)))


def test_activity_and_energy_intensity_where_tkm_are_known(book, two):
    """100 000 → 110 000 tkm and 1000 → 990 l: E 2.34635 → 2.3228865; intensity 0.9 of what it was."""
    rows = book(own_fuel("A", 2022, "diesel_mk1", 1000), own_fuel("A", 2023, "diesel_mk1", 990))
    tkm = given_(
        ("A", "s1", 2022, "output_tkm", 100_000, "tkm"),
        ("A", "s1", 2023, "output_tkm", 110_000, "tkm"),
    )
    made = effects(between(rows, two, 2022, 2023, tkm))
    weight = 0.01 * DIESEL_2023 / math.log(1 / 0.99)
    assert made == {
        "activity": pytest.approx(weight * math.log(1.1)),
        "energy_intensity": pytest.approx(weight * math.log(0.9)),
    }
    factors = real_change_factors(state(rows, two, 2022), state(rows, two, 2023), tkm).set_index("area")
    assert factors.loc["total", ["activity_t", "energy_intensity_t"]].tolist() == pytest.approx(list(made.values()))
    assert factors.loc["total", "carbon_content_t"] == pytest.approx(0)


@pytest.mark.parametrize(
    "figures",
    [
        [("A", "s1", 2022, "output_tkm", 100_000, "tkm")],
        [("A", "s1", 2022, "output_tkm", 100_000, "tkm"), ("A", "s2", 2023, "output_tkm", 100_000, "tkm")],
        [("A", "s1", 2022, "output_tkm", 0, "tkm"), ("A", "s1", 2023, "output_tkm", 100_000, "tkm")],
        [("A", "s1", 2022, "output_tonnes", 10, "tonne"), ("A", "s1", 2023, "output_tonnes", 12, "tonne")],
    ],
    ids=["one year only", "other sites", "zero", "tonnes do not divide transport"],
)
def test_without_a_denominator_that_can_be_compared_the_two_stand_together(book, two, figures):
    rows = book(own_fuel("A", 2022, "diesel_mk1", 1000), own_fuel("A", 2023, "diesel_mk1", 990))
    made = effects(between(rows, two, 2022, 2023, given_(*figures)))
    assert made == {"activity_and_intensity": pytest.approx(-0.01 * DIESEL_2023)}


def test_energy_that_is_there_in_one_year_only_has_no_intensity(book, two):
    rows = book(own_fuel("A", 2022, "diesel_mk1", 1000), ("A", 2023, "business_travel", "travel", 1, "km"))
    tkm = given_(*(("A", "s1", y, "output_tkm", 1000, "tkm") for y in (2022, 2023)))
    assert effects(between(rows, two, 2022, 2023, tkm)) == {"activity_and_intensity": pytest.approx(-DIESEL_2023)}


def test_tkm_do_not_divide_two_modes(book, two):
    rows = book(
        own_fuel("A", 2022, "diesel_mk1", 1000),
        own_fuel("A", 2023, "diesel_mk1", 990),
        ("A", 2023, "rail_traction_own", "electricity", 1, "MWh"),
    )
    tkm = given_(*(("A", "s1", y, "output_tkm", 1000, "tkm") for y in (2022, 2023)))
    assert set(effects(between(rows, two, 2022, 2023, tkm))) == {"activity_and_intensity"}


def test_hub_energy_is_divided_by_outbound_tonnes_in_either_unit(book, two):
    """10 → 10 MWh while 100 t → 200 000 kg go out: activity +0.59 ln 2, intensity -0.59 ln 2."""
    rows = book(
        ("A", 2022, "building_el", "electricity", 10, "MWh"), ("A", 2023, "building_el", "electricity", 10, "MWh")
    )
    out = given_(("A", "s1", 2022, "output_tonnes", 100, "tonne"), ("A", "s1", 2023, "output_tonnes", 200_000, "kg"))
    assert effects(between(rows, two, 2022, 2023, out)) == {
        "activity": pytest.approx(0.59 * math.log(2)),
        "energy_intensity": pytest.approx(-0.59 * math.log(2)),
    }


def test_bought_freight_is_activity_and_choice_of_vehicle(book, two):
    """1000 tkm in vans → 2000 tkm in large lorries: tkm doubled (activity), the rest kg per tkm."""
    carrier = {"carrier_is_member": "no"}
    rows = book(
        ("A", 2022, "bought_road", "tkm_van", 1000, "tkm", carrier),
        ("A", 2023, "bought_road", "tkm_artic_33", 2000, "tkm", carrier),
    )
    before, after = rows["co2e_kg"] / 1000
    weight = (before - after) / math.log(before / after)
    assert effects(between(rows, two, 2022, 2023)) == {
        "activity": pytest.approx(weight * math.log(2)),
        "energy_intensity": pytest.approx(after - before - weight * math.log(2)),
    }


def test_less_plastic_and_recycled_plastic_are_real_change(book, two):
    rows = book(
        ("A", 2022, "packaging_plastic", "pack_film", 2, "tonne"),
        ("A", 2023, "packaging_plastic", "pack_film_recycled", 1500, "kg"),
    )
    change = rows["co2e_kg"].diff().iloc[1] / 1000
    assert effects(between(rows, two, 2022, 2023)) == {"activity_and_intensity": pytest.approx(change)}


def test_a_carrier_that_becomes_a_member_is_boundary_and_its_own_fuel_a_new_reporter(book, joined):
    """A buys 1000 l from C both years; C joins in 2023 and reports them: +2.34635 new, -2.34635 boundary."""
    membership = joined({"A": (2020, None), "C": (2023, None)})
    rows = book(
        ("A", 2022, "bought_road", "diesel_mk1", 1000, "litre", {"carrier_is_member": "no"}),
        ("A", 2023, "bought_road", "diesel_mk1", 1000, "litre", {"carrier_is_member": "yes"}),
        own_fuel("C", 2023, "diesel_mk1", 1000),
    )
    table = between(rows, membership, 2022, 2023)
    assert effects(table) == {
        "new_reporters": pytest.approx(DIESEL_2023),
        "boundary": pytest.approx(-DIESEL_2023),
    }
    assert effects(table, "smart_efficient_logistics") == {"boundary": pytest.approx(-DIESEL_2023)}


def test_part_of_a_carriers_litres_crossing_the_boundary(book, two):
    """900 counted and 100 not, then 700 and 400: 200 crossed (-0.46927 t), and nothing else changed what counts."""
    no, yes = ({"carrier_is_member": word} for word in ("no", "yes"))
    rows = book(
        ("A", 2022, "bought_road", "diesel_mk1", 900, "litre", no),
        ("A", 2022, "bought_road", "diesel_mk1", 100, "litre", yes),
        ("A", 2023, "bought_road", "diesel_mk1", 700, "litre", no),
        ("A", 2023, "bought_road", "diesel_mk1", 400, "litre", yes),
    )
    assert effects(between(rows, two, 2022, 2023)) == {"boundary": pytest.approx(-0.2 * DIESEL_2023)}


def test_more_bought_of_members_alone_is_no_change(book, two):
    no, yes = ({"carrier_is_member": word} for word in ("no", "yes"))
    rows = book(
        *(("A", y, "bought_road", "diesel_mk1", 900, "litre", no) for y in (2022, 2023)),
        *(("A", y, "bought_road", "diesel_mk1", 100 * (y - 2021), "litre", yes) for y in (2022, 2023)),
    )
    assert effects(between(rows, two, 2022, 2023)) == {}


def test_a_sub_meter_inside_the_buildings_meter_takes_no_part(book, two):
    """The building's 100 → 90 MWh at 59 g; the cold store within it 20 → 30 MWh."""
    rows = book(
        *(("A", y, "building_el", "electricity", 100 - 10 * (y - 2022), "MWh") for y in (2022, 2023)),
        *(("A", y, "cold_store_el", "electricity", 20 + 10 * (y - 2022), "MWh") for y in (2022, 2023)),
    )
    assert effects(between(rows, two, 2022, 2023)) == {"activity_and_intensity": pytest.approx(-0.59)}


def test_a_line_whose_factor_came_to_exist_is_boundary(book, two):
    """Heat from another network: no factor in 2022, the supplier's 0.05 kg/kWh in 2023."""
    supplier = {"supplier_factor_kg_per_unit": 0.05, "supplier_evidence": "environmental values"}
    rows = book(
        ("A", 2022, "building_dh", "dh_other", 1000, "kWh"),
        ("A", 2023, "building_dh", "dh_other", 1000, "kWh", supplier),
    )
    assert effects(between(rows, two, 2022, 2023)) == {"boundary": pytest.approx(0.05)}


def test_what_only_moved_over_the_boundary_is_no_change_like_for_like(book, joined):
    """As above, and A's own 1000 l become 900: matched 4.6927 → 2.111715 t, without the boundary -5 %."""
    membership = joined({"A": (2020, None), "C": (2023, None)})
    rows = book(
        ("A", 2022, "bought_road", "diesel_mk1", 1000, "litre", {"carrier_is_member": "no"}),
        ("A", 2023, "bought_road", "diesel_mk1", 1000, "litre", {"carrier_is_member": "yes"}),
        own_fuel("A", 2022, "diesel_mk1", 1000),
        own_fuel("A", 2023, "diesel_mk1", 900),
        own_fuel("C", 2023, "diesel_mk1", 1000),
    )
    moved = boundary_changes(rows, membership)
    total = moved[moved["area"] == "total"]
    assert total[["year", "change_t"]].to_numpy().tolist() == [[2023, pytest.approx(-DIESEL_2023)]]
    raw, clean = (matched_index(rows, b).set_index(["area", "year"])["index"] for b in (None, moved))
    assert raw["total", 2023] == pytest.approx(45)
    assert clean["total", 2023] == pytest.approx(95)
    assert clean["smart_efficient_logistics", 2023] == pytest.approx(100)
    assert contributions(rows, membership, 2022, moved).query("member_id == 'C'")["base_t"].tolist() == pytest.approx(
        [DIESEL_2023 / 0.9]
    )
    assert boundary_changes(rows[rows["year"] == 2022], membership).empty


def test_another_way_of_counting_is_method(book, two):
    """tkm by a default intensity in 2022, the carrier's litres in 2023."""
    carrier = {"carrier_is_member": "no"}
    rows = book(
        ("A", 2022, "bought_road", "tkm_artic_33", 100_000, "tkm", carrier),
        ("A", 2023, "bought_road", "diesel_mk1", 3000, "litre", carrier),
    )
    change = rows["co2e_kg"].diff().iloc[1] / 1000
    assert effects(between(rows, two, 2022, 2023)) == {"factors_and_method": pytest.approx(change)}


def test_joiners_leavers_and_missing_reports_stand_apart(diesel, joined):
    rows = diesel({"A": {2023: 10}, "B": {2023: 20}, "C": {2024: 40}, "D": {2024: 80}, "H": {2023: 1, 2024: 160}})
    membership = joined({"A": (2020, 2024), "B": (2020, None), "C": (2024, None), "D": (2020, None), "H": (2024, None)})
    assert effects(between(rows, membership)) == {
        "new_reporters": pytest.approx(40 + 160),
        "leavers": pytest.approx(-10),
        "missing_reports": pytest.approx(-20 + 80),
    }


def test_an_estimate_is_a_missing_report_and_nothing_else(diesel, two):
    rows = diesel({"A": {2023: 100, 2024: 98}})
    rows["estimated"] = rows["year"].eq(2024)
    assert effects(between(rows, two)) == {"missing_reports": pytest.approx(-2)}


def revised(rows, factor: float):
    """The same rows with every factor times as high."""
    columns = [c for c in rows if c.endswith("_kg")]
    return rows.assign(**{c: rows[c] * factor for c in columns}, factor_value=rows["factor_value"] * factor)


def test_between_two_releases_of_a_year_there_are_only_corrections_and_knowledge(book, two):
    """1000 l, then corrected to 1200 l; the diesel factor revised by +10 %.

    E 2.34635 → 3.097182: L = 0.750832 / ln 1.32 = 2.704415; corrections L ln 1.2, factors L ln 1.1.
    """
    before = state(book(own_fuel("A", 2023, "diesel_mk1", 1000)), two, 2023)
    corrected = book(own_fuel("A", 2023, "diesel_mk1", 1200))
    weight = 0.32 * DIESEL_2023 / math.log(1.32)
    assert effects(split(before, state(revised(corrected, 1.1), two, 2023))) == {
        "corrections": pytest.approx(weight * math.log(1.2)),
        "factors_and_method": pytest.approx(weight * math.log(1.1)),
    }
    assert effects(split(before, state(corrected, two, 2023))) == {"corrections": pytest.approx(0.2 * DIESEL_2023)}


def test_a_corrected_carrier_line_unit_and_site_are_corrections(book, two):
    before = book(own_fuel("A", 2023, "diesel_mk1", 1000), ("A", 2023, "bought_road", "tkm_van", 10, "tkm"))
    after = book(
        own_fuel("A", 2023, "hvo100", 0.5, site_id="s9", unit="m3"),
        own_fuel("A", 2023, "diesel_mk1", 1000),
        ("A", 2023, "packaging_board", "pack_board", 3, "kg"),
    )
    made = effects(split(state(before, two, 2023), state(after, two, 2023)))
    assert made == {"corrections": pytest.approx(HVO * 0.5 + 0.003 * 1.19973)}


def test_a_late_report_is_a_missing_one_that_came(diesel, two):
    before, after = diesel({"A": {2023: 10}}), diesel({"A": {2023: 10}, "B": {2023: 7}})
    made = effects(split(state(before, two, 2023), state(after, two, 2023)))
    assert made == {"missing_reports": pytest.approx(7)}


def test_across_two_years_and_two_releases(book, two):
    """2023 was 1000 l and is corrected to 1200 l; in 2024 1200 l again: +0.2 m3 × 2.34635, then the system."""
    old, new = (own_fuel("A", 2023, "diesel_mk1", litres) for litres in (1000, 1200))
    release = book(new, own_fuel("A", 2024, "diesel_mk1", 1200))
    first, restated = state(book(old), two, 2023), state(release, two, 2023)
    made = effects(split_across(first, restated, state(release, two, 2024)))
    assert made == {
        "corrections": pytest.approx(0.2 * DIESEL_2023),
        "system_factor": pytest.approx(1.2 * (DIESEL_2024 - DIESEL_2023)),
    }
    with pytest.raises(ValueError, match="restated"):
        split_across(first, state(release, two, 2024), restated)


def test_nothing_changed(book, two):
    rows = book(own_fuel("A", 2023, "diesel_mk1", 1000), ("B", 2023, "building_dh", "dh_helsingborg", 10, "MWh"))
    now = state(rows, two, 2023)
    assert effects(split(now, now)) == {}
    empty = state(rows, two, 2021)
    assert set(split(empty, empty)["area"]) == {"total"}
    assert effects(split(empty, empty)) == {}


def test_real_change_lies_between_two_years(book, two):
    now = state(book(own_fuel("A", 2023, "diesel_mk1", 1000)), two, 2023)
    with pytest.raises(ValueError, match="two years"):
        real_change_factors(now, now)
    assert set(REAL_CHANGE) < set(EFFECTS)


def test_the_split_of_each_member_is_there_for_control(book, two):
    rows = book(
        *(own_fuel(m, y, "diesel_mk1", 1000) for m in "AB" for y in (2023, 2024)),
    )
    detail = member_split(state(rows, two, 2023), state(rows, two, 2024))
    own = detail[detail["effect"] == "system_factor"].set_index("member_id")["change_kg"]
    assert own.to_dict() == pytest.approx({"A": 827.14, "B": 827.14})
