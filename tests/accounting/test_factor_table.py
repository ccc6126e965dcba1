import math

import pandas as pd
import pytest

from declaration.accounting.factors import Factors, lowered


@pytest.fixture
def table() -> pd.DataFrame:
    def row(code, year, boundary, value, **more):
        return {
            "factor_id": f"{code}.{year or 'any'}.{boundary}",
            "factor_code": code,
            "year": year,
            "boundary": boundary,
            "unit": "litre",
            "value_kg_co2e": value,
            "region": "SE",
            "gwp_basis": "AR5",
            "moves_with": "law",
            "error_group": code,
            "distance_basis": "none",
            "source": "s",
            "source_url": "u",
            "licence": "l",
            "confidence": "A",
        } | more

    return pd.DataFrame(
        [
            row("x", 2020, "wtw", 3.0),
            row("x", 2020, "ttw", 2.4),
            row("x", 2023, "wtw", 2.0),
            row("credit", 2022, "wtw", -0.9, moves_with="none"),
            row("parts", 2025, "ttw", 2.0, moves_with="none"),
            row("parts", 2025, "wtt", 0.5, moves_with="none", confidence="B"),
            row("whole", None, "wtw", 1.5, moves_with="none"),
        ]
    )


@pytest.mark.parametrize(
    ("code", "year", "used", "fallback", "confidence"),
    [
        ("x", 2020, 2020, "", "A"),
        ("x", 2022, 2020, "carried_forward", "B"),
        ("x", 2023, 2023, "", "A"),
        ("x", 2026, 2023, "carried_forward", "C"),
        ("x", 2018, 2020, "carried_back", "B"),
        ("x", 2040, 2023, "carried_forward", "D"),
        ("parts", 2021, 2025, "carried_back", "B"),
        ("parts", 2020, 2025, "carried_back", "C"),
        ("whole", 1999, None, "", "A"),
    ],
)
def test_the_fallback_rule(table, code, year, used, fallback, confidence):
    found = Factors(table).factor(code, year)
    assert (found.year, found.fallback, found.confidence) == (used, fallback, confidence)


def test_a_split_of_another_year_is_used_as_a_share(table):
    found = Factors(table).factor("x", 2023)
    assert (found.ttw, found.wtt, found.unsplit) == pytest.approx((1.6, 0.4, 0.0))


def test_a_negative_factor_is_floored_and_remembered(table):
    found = Factors(table).factor("credit", 2022)
    assert (found.total, found.credit, found.unsplit) == (0.0, -0.9, 0.0)


def test_confidence_never_falls_below_d():
    assert lowered("C", 30, "none") == "D"
    assert lowered("A", 0, "law") == "A"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: pd.concat([t, t.iloc[:1]]), "written twice"),
        (lambda t: t.assign(boundary=t["boundary"].where(t.index != 0, "tank")), "boundary"),
        (lambda t: t.assign(value_kg_co2e=t["value_kg_co2e"].where(t.index != 1, 3.1)), "ttw above wtw"),
        (lambda t: t.assign(value_kg_co2e=t["value_kg_co2e"].where(t.index != 1, math.inf)), "finite"),
        (lambda t: t.assign(licence=t["licence"].where(t.index != 2, "")), "lacks licence"),
        (lambda t: t.assign(unit=t["unit"].where(t.index != 2, "kg")), "changes unit"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(table, change, message):
    with pytest.raises(ValueError, match=message):
        Factors(change(table))


def test_every_factor_of_the_project_resolves_for_every_year(tables):
    market_only = {"el_residual", "el_go"}
    for code in set(tables.factors.codes) - market_only:
        for year in range(2016, 2031):
            found = tables.factors.factor(code, year)
            assert found.total >= 0
            assert found.credit <= 0
            assert found.ttw + found.wtt + found.unsplit == pytest.approx(found.total, abs=1e-12)
            assert min(found.ttw, found.wtt, found.unsplit) >= 0


def test_no_row_that_may_not_be_shipped_or_does_not_belong(frames):
    factors = frames["emission_factors"]
    assert not factors["source"].str.contains("GLEC").any()
    uk = factors[factors["region"] == "UK"]
    assert not uk["factor_code"].str.contains("rail|^el_").any()
    assert set(factors["licence"]) == {"OGL v3.0", "Public page; figures cited as facts"}
    assert factors["source_url"].str.startswith("http").all()
    assert (factors["factor_id"] == factors["factor_code"] + "." + years(factors) + "." + factors["boundary"]).all()


def years(factors: pd.DataFrame) -> pd.Series:
    return factors["year"].map(lambda y: "any" if pd.isna(y) else str(int(y)))


LEVELS = {2019: 0.20, 2020: 0.21, 2021: (7 * 0.21 + 5 * 0.26) / 12, 2022: 0.305, 2023: 0.305, 2024: 0.06, 2025: 0.08}


@pytest.mark.parametrize(("year", "level"), LEVELS.items())
def test_diesel_is_what_the_law_makes_it(tables, year, level):
    """Every derived figure again from the level: total, operation (fossil part and CH4, N2O) and biogenic CO2."""
    found = tables.factors.factor("diesel_mk1", year)
    fossil = ((1 - level) * 95.1 - 14) / (95.1 - 14)
    assert found.total == pytest.approx(95.1 * (1 - level) * 35.5 / 1000, rel=1e-4)
    assert found.ttw == pytest.approx(fossil * 73.2 * 35.5 / 1000 + (1 - fossil) * 0.03558, rel=1e-4)
    assert found.biogenic == pytest.approx((1 - fossil) * 35.5 * 0.0708, rel=1e-4)


def test_rail_and_electric_lorries_follow_the_grid(tables):
    for year in (2019, 2021, 2023, 2025):
        grid = tables.factors.factor("el_location", year).total
        assert tables.factors.factor("tkm_rail_se", year).total == pytest.approx(0.021761 * grid, rel=1e-4)
        if year >= 2021:
            assert tables.factors.factor("tkm_bev_hgv_se", year).total == pytest.approx(0.1771 * grid, rel=1e-4)
