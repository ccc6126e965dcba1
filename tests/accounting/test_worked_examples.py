"""Published examples, worked again: inputs, formula and answer are those of the source named in each."""

import pytest

from declaration.accounting.transport import (
    Intensity,
    actual_distance_km,
    best_intensity,
    chain,
    distance_multiplier,
    empty_running_share,
    hub_element,
    load_factor,
    modelled_intensity,
    own_intensity,
    shared_out_kg,
    transport_activity_tkm,
    transport_element,
)

#: iLEAP technical specification v1.0.0 (2025-05-27), sine-fdn/ileap-extension
ILEAP_LEGS = [(87, 423, 0.1, 36.801, 3.6801), (87, 321, 0.17, 27.927, 4.74759)]


def test_ileap_transport_activity():
    assert transport_activity_tkm(230, 700) == pytest.approx(161)
    assert transport_activity_tkm(87, 423) == pytest.approx(36.801)
    assert transport_activity_tkm(87, 423) != pytest.approx(3.6801), "the slip in the specification’s JSON"


def test_ileap_shipment():
    legs = []
    for mass_kg, km, kg_per_tkm, tkm, kg in ILEAP_LEGS:
        leg = transport_element(mass_kg, km, Intensity(kg_per_tkm, 0, "primary"))
        assert (leg.activity_tkm, leg.wtw_kg) == pytest.approx((tkm, kg))
        legs.append(leg)
    shipment = chain(legs)
    assert shipment.wtw_kg == pytest.approx(8.42769)
    assert shipment.activity_tkm == pytest.approx(64.728)


def test_ei_residual_mix_with_guarantees(book, line):
    """Energimarknadsinspektionen: 30 000 kWh residual mix 2021 and 10 000 kWh with guarantees are 278.99 g/kWh."""
    rows = book(
        line("building_el", "electricity", 30_000, "kWh", year=2021),
        line("building_el", "electricity_go", 10_000, "kWh", year=2021, site_id="s2"),
    )
    assert rows["scope_2_market_kg"].sum() / 40_000 * 1000 == pytest.approx(278.99, abs=0.005)
    assert rows["scope_2_kg"].sum() == pytest.approx(40_000 * 0.059)


def test_two_publishers_agree_on_the_residual_mix_of_2022(tables):
    """Miljöbarometern gives 129.9 g/MJ, Ei 467.62 g/kWh."""
    g_per_kwh = 129.9 * tables.units.multiplier("kWh", "MJ")
    assert g_per_kwh == pytest.approx(467.62, abs=0.05)
    assert tables.factors.market("el_residual", 2022).kg_per_unit * 1000 == pytest.approx(467.62)


@pytest.mark.parametrize(
    ("g_per_mj", "unit", "substance", "code", "expected_g"),
    [
        (80.4, "litre", "diesel_mk1", "diesel_mk1", 2853),
        (72.2, "kg", "liquefied_gas", "lng_lbg_mix", 3625),
        (14.0, "litre", "hvo100", "hvo100", 476),
        (91.3, "litre", "petrol_mk1", "petrol_mk1", 2890),
    ],
)
def test_energimyndigheten_2016(tables, g_per_mj, unit, substance, code, expected_g):
    """Energimyndigheten, Växthusgasutsläpp drivmedel (levererade 2016): g/MJ × energy content."""
    assert g_per_mj * tables.units.multiplier(unit, "MJ", substance) == pytest.approx(expected_g, abs=5)
    assert tables.factors.factor(code, 2016).total * 1000 == pytest.approx(expected_g, abs=1.5)


def test_q8_b7_adds_up(tables):
    """Q8 DK 2023: 0.784 + 2.492 = 3.276 kg/l for B7, and 91.5 g/MJ × 35.8 MJ/l the same."""
    found = tables.factors.factor("diesel_b7", 2023)
    assert found.total == pytest.approx(3.276)
    assert 0.0915 * tables.units.multiplier("litre", "MJ", "diesel_b7") == pytest.approx(found.total, rel=1e-3)


def test_the_obligation_lifts_diesel_by_a_third_and_its_tailpipe_by_44_percent(tables):
    """SFS 2017:1201; SMED reports the tailpipe at +40 to +50 %."""
    before, after = (tables.factors.factor("diesel_mk1", year) for year in (2023, 2024))
    assert before.total == pytest.approx(2.34635, abs=1e-4)
    assert after.total / before.total == pytest.approx(0.94 / 0.695, rel=1e-4)
    assert (after.ttw / before.ttw - 1) * 100 == pytest.approx(43.8, abs=0.1)


def test_a_round_trip_by_lorry_worked_by_hand():
    """30 t capacity, 20 t out over 100 km, empty back; 35 l per 100 km, 2.4 + 0.75 kg/l.

    70 litres, 220.5 kg, 2000 tkm: 110.25 g/tkm, by the whole trip as by the model.
    """
    load = load_factor(2000, 30, 100)
    empty = empty_running_share(100, 100)
    assert (load, empty) == (pytest.approx(2 / 3), 0.5)
    modelled = modelled_intensity(0.35, 2.4, 0.75, 30, load, empty)
    primary = own_intensity(70 * 2.4, 70 * 0.75, 2000)
    assert modelled.wtw == pytest.approx(primary.wtw) == pytest.approx(0.11025)
    assert modelled.ttw == pytest.approx(0.084)


def test_the_best_data_are_used():
    primary, modelled, default = (Intensity(1, 0, s) for s in ("primary", "modelled", "default"))
    assert best_intensity(primary, modelled, default) is primary
    assert best_intensity(None, modelled, default) is modelled
    assert best_intensity(None, None, default) is default
    with pytest.raises(ValueError, match="no intensity"):
        best_intensity(None, None, None)


def test_a_chain_with_a_hub_and_its_customers():
    hub = hub_element(50, Intensity(0.2, 0.4, "primary"))
    assert hub.wtw_kg == pytest.approx(30)
    whole = chain([transport_element(50_000, 100, Intensity(0.08, 0.02, "primary")), hub])
    assert (whole.activity_tkm, whole.wtw_kg) == pytest.approx((5000, 530))
    shares = shared_out_kg(whole.wtw_kg, {"a": 30, "b": 20})
    assert shares == pytest.approx({"a": 318, "b": 212})


def test_distances():
    assert actual_distance_km(100, "sea", "sfd") == pytest.approx(115)
    assert actual_distance_km(1000, "air", "gcd") == 1095
    assert actual_distance_km(100, "road", "actual") == 100
    assert distance_multiplier("road", "sfd", "actual") == 1.05
    assert distance_multiplier("road", "actual", "actual") == 1
    assert distance_multiplier("air", "gcd", "gcd_uplift_included") == 1
    assert distance_multiplier("air", "actual", "gcd_uplift_included") == pytest.approx(1 / 1.08)
    assert distance_multiplier("road", "sfd", "none") == 1
    with pytest.raises(ValueError, match="distance basis"):
        distance_multiplier("road", "crow", "actual")


@pytest.mark.parametrize(
    "refused",
    [
        lambda: transport_activity_tkm(-1, 1),
        lambda: load_factor(2000, 10, 100),
        lambda: empty_running_share(10, 0),
        lambda: own_intensity(1, 1, 0),
        lambda: modelled_intensity(1, 1, 1, 1, 0, 0),
        lambda: shared_out_kg(1, {"a": 0}),
    ],
)
def test_impossible_operations_are_refused(refused):
    with pytest.raises(ValueError):
        refused()
