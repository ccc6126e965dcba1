"""VSME datapoints of one small report, worked by hand."""

import json
import math

import pandas as pd
import pytest

from declaration.accounting.emissions import account
from declaration.exchange.vsme import COLUMNS, as_json, datapoints

#: a year of a small haulier with a warehouse
LINES = [
    ("road_fuel_own", "diesel_mk1", 10_000, "litre", {}),
    ("road_fuel_own", "hvo100", 2_000, "litre", {}),
    ("road_fuel_own", "vkm_van", 5_000, "vkm", {}),
    ("building_el", "electricity", 80, "MWh", {"share_in_region": 0.5}),
    ("building_el", "electricity_go", 20_000, "kWh", {}),
    ("cold_store_el", "electricity", 30, "MWh", {}),
    ("building_dh", "dh_helsingborg", 100, "MWh", {}),
    ("solar_own", "solar", 4_000, "kWh", {}),
    ("refrigerant_building", "R-134a", 2, "kg", {}),
    ("bought_road", "tkm_hgv_avg", 100_000, "tkm", {"carrier_is_member": "yes"}),
    ("packaging_board", "pack_board", 3, "tonne", {}),
    ("packaging_plastic", "pack_film", 500, "kg", {}),
    ("packaging_returnable", "pack_hdpe", 9, "tonne", {}),
    ("waste_residual", "waste_residual_energy", 4, "tonne", {}),
    ("waste_sorted", "waste_board_recycled", 2_500, "kg", {}),
    ("reused_material", "reused", 7, "tonne", {}),
]


def rows(tables, lines=LINES, rates=None) -> pd.DataFrame:
    frame = [
        {
            "line_id": f"{i:03d}",
            "member_id": "m1",
            "site_id": "s1",
            "year": 2024,
            "activity_code": activity,
            "carrier_code": carrier,
            "quantity": float(quantity),
            "unit": unit,
            "data_quality": 1,
        }
        | more
        | {"share_in_region": 1.0}
        for i, (activity, carrier, quantity, unit, more) in enumerate(lines)
    ]
    return account(pd.DataFrame(frame), tables, rates)


@pytest.fixture(scope="module")
def facts(tables, rates):
    made = datapoints(rows(tables, rates=rates), tables)
    return {(f.name, f.part): f.amount for f in made.itertuples()}


def test_energy_by_hand(facts):
    # diesel 10 000 l × 35.5 MJ/l = 355 000 MJ; HVO 2 000 l × 34.0 = 68 000 MJ; both over 3 600 MJ/MWh
    diesel, hvo = 355_000 / 3600, 68_000 / 3600
    assert math.isclose(facts["EnergyConsumptionFromFuels", ""], diesel + hvo)
    assert math.isclose(facts["EnergyConsumptionFromFuels", "diesel_mk1"], diesel)
    # renewable: all HVO; of diesel 2024 its biogenic CO2, 0.176837 kg/l, over 35.5 MJ × 0.0708 kg/MJ = 7.036 %
    share = 0.176837 / (35.5 * 0.0708)
    renewable = facts["EnergyConsumptionFromFuels", "RenewableEnergyMember"]
    assert math.isclose(renewable, hvo + share * diesel, rel_tol=1e-5)
    assert math.isclose(renewable + facts["EnergyConsumptionFromFuels", "NonRenewableEnergyMember"], diesel + hvo)
    # electricity 80 + 20 with guarantees; the cold store is inside the building's meter; heat 100
    assert math.isclose(facts["EnergyConsumptionFromElectricity", ""], 200)
    assert math.isclose(facts["EnergyConsumptionFromElectricity", "RenewableEnergyMember"], 20)
    assert math.isclose(facts["EnergyConsumptionFromSelfGeneratedElectricity", "RenewableEnergyMember"], 4)
    assert math.isclose(facts["TotalEnergyConsumption", ""], diesel + hvo + 200 + 4)


def test_emissions_by_hand(facts, tables):
    # scope 1: diesel 10 000 × 2.41827, HVO 2 000 × 0.03558 (CH4 and N2O), refrigerant 2 × 1 530; the van by km is
    # a default intensity with its own exhaust part
    van = 5_000 * tables.factors.factor("vkm_van", 2024).ttw
    scope_1 = facts["GrossScope1GreenhouseGasEmissions", ""]
    assert math.isclose(scope_1, (10_000 * 2.41827 + 2_000 * 0.03558 + 2 * 1530 + van) / 1000, rel_tol=1e-9)
    # scope 2: 100 000 kWh × 0.059 + 100 000 kWh × 0.071; by contract 80 000 × 0.46479 + 0 + heat as before
    assert math.isclose(facts["GrossLocationBasedScope2GreenhouseGasEmissions", ""], 5.9 + 7.1, rel_tol=1e-9)
    assert math.isclose(facts["GrossMarketBasedScope2GreenhouseGasEmissions", ""], 37.1832 + 7.1, rel_tol=1e-9)
    assert math.isclose(facts["TotalGrossLocationBasedScope1AndScope2GHGEmissions", ""], scope_1 + 13.0)
    assert pd.isna(facts["Scope1AndScope2GreenhouseGasEmissionsIntensityValueLocationBased", ""])


def test_waste_and_materials_by_hand(facts):
    assert facts["WasteDivertedToRecycleOrReuseMass", ""] == 2500
    assert facts["WasteDirectedToDisposalMass", "waste_residual_energy"] == 4000
    assert facts["TotalWasteGeneratedMass", ""] == 6500  # what was re-used is no waste
    assert facts["TotalMassOfMaterialUsed", ""] == 3500  # returnable packaging is not used up
    assert pd.isna(facts["TotalHazardousWasteGeneratedMass", ""])


def test_notes_say_what_is_left_out(tables, rates):
    def notes(*lines):
        made = datapoints(rows(tables, list(lines), rates), tables)
        return set(made["note"]) - {""}

    always = {"origin", "life_cycle", "optional", "no_turnover", "hazard_not_asked", "packaging"}
    diesel = ("road_fuel_own", "diesel_mk1", 1, "litre", {})
    assert notes(diesel) == always
    assert notes(diesel, ("road_fuel_own", "vkm_van", 1, "vkm", {})) == always | {"energy_without_content"}
    # the gas's factor is a total that its source does not split, and the part of biogas in it is not known
    assert notes(("road_fuel_own", "fordonsgas", 1, "kg", {})) == always | {"blend_unknown", "unsplit"}


def test_bought_heat_without_a_factor_is_energy_all_the_same(tables, rates):
    made = datapoints(rows(tables, [("building_dh", "dh_other", 10, "MWh", {})], rates), tables)
    by_name = {(f.name, f.part): f.amount for f in made.itertuples()}
    assert by_name["EnergyConsumptionFromElectricity", ""] == 10
    assert by_name["GrossLocationBasedScope2GreenhouseGasEmissions", ""] == 0


def test_the_parts_of_every_datapoint_add_up_to_it(tables, rates):
    made = datapoints(rows(tables, rates=rates), tables)
    for name in ("EnergyConsumptionFromFuels", "EnergyConsumptionFromElectricity", "WasteDirectedToDisposalMass"):
        own = made[made["name"].eq(name)].set_index("part")["amount"]
        members = own[[p for p in own.index if p.endswith("Member")]]
        others = own.drop(["", *members.index])
        for parts in (members, others):
            assert parts.empty or math.isclose(math.fsum(parts), own[""])
    total = made.set_index(["name", "part"])["amount"]
    energy = [total[f"EnergyConsumptionFrom{k}", ""] for k in ("Electricity", "SelfGeneratedElectricity", "Fuels")]
    assert math.isclose(math.fsum(energy), total["TotalEnergyConsumption", ""])


def test_every_carrier_of_own_energy_and_waste_has_its_place(tables, rates):
    layers = ("own_energy", "own_vessels", "materials_waste")
    own = rates[rates["activity_code"].map(tables.activities["layer"]).isin(layers)]
    lines = [(r.activity_code, r.carrier_code, 5, r.unit, {}) for r in own.itertuples()]
    every = rows(tables, lines, rates)
    whole = datapoints(every, tables)
    assert (whole["amount"].dropna() >= 0).all()
    in_it = set(whole["part"])
    fuels = set(own.loc[own["kind"].eq("fuel") & own["energy_mj"].notna(), "carrier_code"])
    waste = set(own.loc[own["activity_code"].str.startswith("waste_"), "carrier_code"])
    packaging = set(own.loc[own["activity_code"].isin(("packaging_board", "packaging_wood")), "carrier_code"])
    assert len(fuels) > 10 and fuels | waste | packaging <= in_it


def test_the_json_has_the_taxonomys_names_and_blanks_are_null(tables, rates):
    made = as_json(datapoints(rows(tables, rates=rates), tables), "m1", 2024, demonstration=True)
    assert made["demonstration"] is True and made["period"] == {"start": "2024-01-01", "end": "2024-12-31"}
    by_concept = {(f["concept"], f["part"]): f for f in made["facts"]}
    assert by_concept["vsme:TotalWasteGeneratedMass", None]["value"] == 6500
    intensity = by_concept["vsme:Scope1AndScope2GreenhouseGasEmissionsIntensityValueLocationBased", None]
    assert (intensity["value"], intensity["note"]) == (None, "no_turnover")
    assert json.loads(json.dumps(made, allow_nan=False)) == made


def test_an_empty_inventory_is_zero_not_missing(tables, rates):
    made = datapoints(rows(tables, [("reused_material", "reused", 1, "tonne", {})], rates), tables)
    assert list(made.columns) == list(COLUMNS)
    blank = made[made["amount"].isna()]
    assert set(blank["note"]) == {"no_turnover", "hazard_not_asked"}
    assert made["amount"].fillna(0).eq(0).all()
