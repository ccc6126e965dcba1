"""IPCC AR6, table 7.SM.7, and the blends' designations (ANSI/ASHRAE 34)."""

import pytest

from declaration.accounting.refrigerants import blend_gwp, refill_kg_co2e


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("R-32", 771),
        ("R-125", 3740),
        ("R-134a", 1530),
        ("R-143a", 5810),
        ("R-404A", 4728),
        ("R-407C", 1907.93),
        ("R-410A", 2255.5),
        ("R-449A", 1504.47),
        ("R-744", 1),
        ("R-717", 0),
    ],
)
def test_golden_potentials(tables, code, expected):
    assert tables.refrigerants.gwp100(code) == pytest.approx(expected, rel=1e-5)


def test_a_blend_of_one_is_the_substance(tables):
    assert blend_gwp({"R-125": 1.0}, tables.refrigerants) == 3740


def test_the_registers_potentials_are_lower_for_404a(tables):
    """AR4, as the Swedish register reports: 3922 kg CO2e per kg (EU 517/2014, annex I and IV)."""
    assert tables.refrigerants.by_code["R-404A"].gwp100_ar4 == pytest.approx(3921.6)


def test_a_refill(tables):
    assert refill_kg_co2e(2.5, "R-404A", tables.refrigerants) == pytest.approx(11_820)
    with pytest.raises(ValueError, match="below 0"):
        refill_kg_co2e(-1, "R-404A", tables.refrigerants)
