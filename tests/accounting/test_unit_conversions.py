"""Units against their definitions: every multiplier is recomputed from SI, energy content and density."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.accounting.units import ANY, Conversion, UnitRefused, Units

#: how many kg, MJ or litres a unit is, by definition (SI brochure)
BASE = {
    "g": ("mass", Fraction(1, 1000)),
    "kg": ("mass", Fraction(1)),
    "tonne": ("mass", Fraction(1000)),
    "MJ": ("energy", Fraction(1)),
    "GJ": ("energy", Fraction(1000)),
    "kWh": ("energy", Fraction(36, 10)),
    "MWh": ("energy", Fraction(3600)),
    "GWh": ("energy", Fraction(3_600_000)),
    "litre": ("volume", Fraction(1)),
    "m3": ("volume", Fraction(1000)),
    "Nm3": ("gas", Fraction(1)),
}


def dimension(unit: str) -> str:
    return BASE[unit][0]


def test_every_conversion_within_a_dimension_is_the_definition(frames):
    for r in frames["unit_conversions"].itertuples():
        if dimension(r.from_unit) == dimension(r.to_unit):
            assert Fraction(str(r.multiplier)) == BASE[r.from_unit][1] / BASE[r.to_unit][1], r
        else:
            assert r.substance != ANY, "only definitions hold for any substance"


def test_energy_content_and_density_agree_on_a_plausible_heating_value(frames, tables):
    for substance in set(frames["unit_conversions"]["substance"]) - {ANY}:
        try:
            mj_per_kg = tables.units.multiplier("kg", "MJ", substance)
        except UnitRefused:
            continue
        low, high = (14, 20) if substance == "pellets" else (24, 51)
        assert low < mj_per_kg < high, substance


@pytest.mark.parametrize(
    ("quantity", "from_unit", "to_unit", "substance", "expected"),
    [
        (1, "MWh", "MJ", ANY, 3600),
        (1, "litre", "kWh", "diesel_mk1", 9.8611),  # 35.5 / 3.6, Energimyndigheten
        (1, "Nm3", "kg", "vehicle_gas", 0.7479),  # 36.2 / 48.4, Energimyndigheten
        (2, "tonne", "litre", "mgo", 2000 / 0.84),
        (3, "m3", "litre", "hvo100", 3000),
    ],
)
def test_golden_conversions(tables, quantity, from_unit, to_unit, substance, expected):
    assert tables.units.convert(quantity, from_unit, to_unit, substance) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("from_unit", "to_unit", "substance"),
    [
        ("litre", "kg", "electricity"),
        ("Nm3", "litre", "vehicle_gas"),
        ("tkm", "km", "any"),
        ("m3", "litre", "natural_gas"),
        ("kg", "litre", "any"),
    ],
)
def test_what_is_not_on_the_whitelist_is_refused(tables, from_unit, to_unit, substance):
    with pytest.raises(UnitRefused):
        tables.units.multiplier(from_unit, to_unit, substance)


@given(st.data(), st.floats(1e-6, 1e9))
def test_there_and_back_and_by_way_of_a_third(tables, frames, data, quantity):
    table = frames["unit_conversions"]
    substance = data.draw(st.sampled_from(sorted(set(table["substance"]))))
    rows = table[table["substance"].isin([substance])]
    a, b = (data.draw(st.sampled_from(sorted({*rows["from_unit"], *rows["to_unit"]}))) for _ in range(2))
    try:
        there = tables.units.convert(quantity, a, b, substance)
    except UnitRefused:
        return
    assert tables.units.convert(there, b, a, substance) == pytest.approx(quantity)
    for c in ("kg", "MJ", "kWh"):
        try:
            by_way = tables.units.convert(tables.units.convert(quantity, a, c, substance), c, b, substance)
        except UnitRefused:
            continue
        assert by_way == pytest.approx(there)


@pytest.mark.parametrize(
    "conversions",
    [
        [Conversion("any", "kg", "g", 1000), Conversion("any", "g", "kg", 0.001)],
        [Conversion("any", "kg", "kg", 1)],
    ],
)
def test_a_conversion_is_written_once(conversions):
    with pytest.raises(ValueError, match="written twice"):
        Units(conversions)


def test_a_multiplier_is_above_zero():
    with pytest.raises(ValueError, match="above 0"):
        Units.from_frame(pd.DataFrame([{"substance": "x", "from_unit": "a", "to_unit": "b", "multiplier": 0}]))
