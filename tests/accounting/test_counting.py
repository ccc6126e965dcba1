"""Each litre once: who counts what between two members, and within one site."""

import pytest

from declaration.accounting.counting import STATUSES
from declaration.accounting.totals import totals


def test_a_haulier_and_its_customer_count_one_litre_once(book, line):
    litres = line("road_fuel_own", "diesel_mk1", 1000, "litre", member_id="haulier")
    bought = line("bought_road", "tkm_artic_33", 30_000, "tkm", member_id="forwarder", carrier_is_member="yes")
    rows = book(litres, bought)
    assert rows["status"].tolist() == ["counted", "carrier_is_member"]
    assert totals(rows, ["year"])["co2e_t"].iloc[0] == pytest.approx(3.17349)


@pytest.mark.parametrize(
    ("carrier_is_member", "status"),
    [("yes", "carrier_is_member"), ("no", "counted"), ("unknown", "carrier_unknown"), ("", "carrier_unknown")],
)
@pytest.mark.parametrize("activity", ["bought_road", "bought_rail", "bought_sea"])
def test_bought_transport_counts_only_from_those_outside(book, line, activity, carrier_is_member, status):
    carrier = {"bought_road": "tkm_van", "bought_rail": "tkm_rail_se", "bought_sea": "tkm_sea_roro"}[activity]
    row = book(line(activity, carrier, 10, "tkm", carrier_is_member=carrier_is_member)).iloc[0]
    assert row["status"] == status in STATUSES
    assert row["counted"] == (status == "counted")
    assert row["co2e_kg"] > 0, "shown, whether counted or not"


@pytest.mark.parametrize("carrier_is_member", ["yes", "no", "unknown"])
def test_air_and_deep_sea_stand_outside(book, line, carrier_is_member):
    rows = book(
        line("bought_air", "tkm_air_long", 10, "tkm", carrier_is_member=carrier_is_member),
        line("bought_deep_sea", "tkm_sea_container", 10, "tkm", carrier_is_member=carrier_is_member),
    )
    assert rows["status"].tolist() == ["outside_headline"] * 2


def test_own_energy_counts_whoever_carries(book, line):
    row = book(line("road_fuel_own", "diesel_mk1", 1, "litre", carrier_is_member="yes")).iloc[0]
    assert row["status"] == "counted"


@pytest.mark.parametrize(
    ("activity", "in_site_meter", "with_building", "status"),
    [
        ("cold_store_el", "", True, "within_site_meter"),
        ("cold_store_el", "", False, "counted"),
        ("cold_store_el", "no", True, "counted"),
        ("working_machine_el", "", True, "counted"),
        ("working_machine_el", "yes", True, "within_site_meter"),
        ("road_el_own", "yes", True, "within_site_meter"),
        ("road_el_own", "yes", False, "counted"),
    ],
)
def test_a_sub_meter_is_not_added_to_its_meter(book, line, activity, in_site_meter, with_building, status):
    part = line(activity, "electricity", 10, "MWh", in_site_meter=in_site_meter)
    elsewhere = line("building_el", "electricity", 50, "MWh", site_id="s1" if with_building else "s2")
    earlier = line("building_el", "electricity", 50, "MWh", year=2023)
    assert book(part, elsewhere, earlier).iloc[0]["status"] == status


@pytest.mark.parametrize(
    ("activity", "carrier", "unit"),
    [
        ("charging_sold", "electricity", "kWh"),
        ("shore_power_sold", "electricity", "kWh"),
        ("energy_sold_fuel", "natural_gas", "m3"),
        ("reused_material", "reused", "tonne"),
        ("solar_own", "solar", "kWh"),
        ("packaging_returnable", "pack_hdpe", "tonne"),
    ],
)
def test_what_is_sold_or_avoided_is_a_memo(book, line, activity, carrier, unit):
    own = line("road_fuel_own", "e85", 100, "litre")
    rows = book(own, line(activity, carrier, 10, unit))
    assert rows["status"].tolist() == ["counted", "memo"]
    assert totals(rows, ["year"])["co2e_t"].iloc[0] == pytest.approx(0.1181)
