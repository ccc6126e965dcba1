"""A member's figures under the names of the voluntary reporting standard VSME, disclosures B3 and B7.

The standard is EFRAG's of 17 December 2024, recommended by the Commission in Recommendation (EU) 2025/1710; names are
those of EFRAG's VSME XBRL taxonomy where it has one. A datapoint without a value says why. What is decided here:

* The figures are the whole of what was reported, without regard to the share in the region or to what other members
  count, but without what stands in another line's meter and without memos.
* Bought electricity, heat and cooling stand together as electricity; fuels are what was burned; own solar power stands
  apart. Electricity with guarantees of origin is renewable, all other bought energy is not.
* The renewable part of a fuel is its biogenic CO2 over that of the same energy as pure biofuel (the factors are
  energy × one figure per biofuel, IPCC 2006, vol. 2, table 2.2). Where a blend's part is not known it is not claimed.
* Scope 2 comes from life-cycle factors and so holds the upstream part of electricity and heat.
* Waste to energy recovery or landfill is directed to disposal; waste to recycling or digestion is diverted. The report
  does not ask which waste is hazardous, nor for turnover.
"""

import math
from dataclasses import dataclass

import pandas as pd

from declaration.accounting.tables import Tables
from declaration.accounting.units import UnitRefused

OWN_LAYERS = ("own_energy", "own_vessels")
#: statuses of rows that are in no inventory of the member's own
NOT_OWN = ("within_site_meter", "memo", "no_factor")
RENEWABLE_ELECTRICITY = ("electricity_go",)
SOLAR = "solar_own"
MATERIALS = ("packaging_board", "packaging_plastic", "packaging_wood")
DIVERTED, DISPOSED = "waste_sorted", "waste_residual"
#: blends, and the pure biofuel whose biogenic CO2 per MJ theirs is counted with; a carrier not named is its own
PURE = {"diesel_mk1": "hvo100", "diesel_b7": "hvo100"}
MJ_PER_MWH = 3600.0
COLUMNS = ("disclosure", "paragraph", "name", "part", "amount", "unit", "note")
RENEWABLE, NON_RENEWABLE = "RenewableEnergyMember", "NonRenewableEnergyMember"


@dataclass(frozen=True)
class Fact:
    """One datapoint: `part` is a taxonomy member or one of our codes, `note` a key `vsme.note.<note>`."""

    disclosure: str
    paragraph: str
    name: str
    part: str
    amount: float | None
    unit: str
    note: str = ""


def own_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The emission rows of the member's own inventory: without sub-meters counted elsewhere, memos and gaps."""
    return rows[~rows["status"].isin(NOT_OWN)]


def datapoints(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """B3 and B7, one row per datapoint (columns COLUMNS), in the order of the standard; MWh, t CO2e and kg.

    rows: emission rows of one member and year, accounted with the whole of each line (share in the region 1).
    """
    facts = [*_energy(rows, tables), *_emissions(own_rows(rows)), *_waste(rows, tables), *_materials(rows, tables)]
    return pd.DataFrame(facts, columns=list(COLUMNS))


def renewable_share(carrier: str, energy_mj: float, biogenic_kg: float, tables: Tables) -> float | None:
    """Share (0–1) of a fuel's energy that is renewable, or None where its biogenic CO2 is not known."""
    if math.isnan(biogenic_kg):
        return None
    if biogenic_kg == 0 or energy_mj == 0:
        return 0.0
    pure = PURE.get(carrier, carrier)
    factor = tables.factors.factor(tables.carriers.at[pure, "factor_code"], 0)
    substance = tables.carriers.at[pure, "substance"] or pure
    kg_per_mj = factor.biogenic / tables.units.multiplier(factor.unit, "MJ", substance)
    return min(biogenic_kg / (kg_per_mj * energy_mj), 1.0)


def _energy(rows: pd.DataFrame, tables: Tables) -> list[Fact]:
    own = rows[rows["layer"].isin(OWN_LAYERS) & ~rows["status"].isin(("within_site_meter", "memo"))]
    own = own.assign(mwh=_mwh(own, tables))
    measured = own[own["mwh"].notna()]
    bought = measured[measured["kind"].isin(("electricity", "heat"))]
    fuels = measured[measured["kind"].eq("fuel")]
    green = math.fsum(bought.loc[bought["carrier_code"].isin(RENEWABLE_ELECTRICITY), "mwh"])
    by_fuel = {carrier: math.fsum(group["mwh"]) for carrier, group in fuels.groupby("carrier_code", sort=True)}
    biogenic_kg = {c: math.fsum(group["biogenic_co2_kg"]) for c, group in fuels.groupby("carrier_code", sort=True)}
    shares = {c: renewable_share(c, mwh * MJ_PER_MWH, biogenic_kg[c], tables) for c, mwh in by_fuel.items()}
    renewable_fuel = math.fsum((shares[c] or 0.0) * mwh for c, mwh in by_fuel.items())
    bought_mwh, fuels_mwh = math.fsum(bought["mwh"]), math.fsum(by_fuel.values())
    solar_mwh = math.fsum(_mwh(rows[rows["activity_code"].eq(SOLAR)], tables))
    without = (own["kind"].isin(("fuel", "intensity")) & own["mwh"].isna()).any()
    blend_unknown = any(share is None for share in shares.values())
    total = bought_mwh + fuels_mwh + solar_mwh
    made = [_b3("TotalEnergyConsumption", "", total, "energy_without_content" if without else "")]
    made += _split("EnergyConsumptionFromElectricity", bought_mwh, green, "origin")
    made += _split("EnergyConsumptionFromSelfGeneratedElectricity", solar_mwh, solar_mwh, "")
    made += _split("EnergyConsumptionFromFuels", fuels_mwh, renewable_fuel, "blend_unknown" if blend_unknown else "")
    made += [_b3("EnergyConsumptionFromFuels", carrier, mwh) for carrier, mwh in by_fuel.items()]
    return made


def _mwh(rows: pd.DataFrame, tables: Tables) -> pd.Series:
    """Energy of each row's whole quantity, MWh; NaN where the unit holds no known energy (kilometres, refills)."""
    keys = list(zip(rows["carrier_code"], rows["unit"], strict=True))
    each = {key: _mwh_per_unit(*key, tables) for key in set(keys)}
    return rows["quantity"] * pd.Series([each[key] for key in keys], index=rows.index, dtype=float)


def _mwh_per_unit(carrier: str, unit: str, tables: Tables) -> float:
    try:
        return tables.units.multiplier(unit, "MWh", tables.carriers.at[carrier, "substance"] or carrier)
    except UnitRefused:
        return math.nan


def _split(name: str, total_mwh: float, renewable_mwh: float, note: str) -> list[Fact]:
    return [
        _b3(name, RENEWABLE, renewable_mwh, note),
        _b3(name, NON_RENEWABLE, total_mwh - renewable_mwh),
        _b3(name, "", total_mwh),
    ]


def _b3(name: str, part: str, mwh: float, note: str = "") -> Fact:
    return Fact("B3", "29", name, part, mwh, "MWh", note)


def _emissions(own: pd.DataFrame) -> list[Fact]:
    scope_1, scope_2, market = (
        math.fsum(own[f"{name}_kg"].dropna()) / 1000 for name in ("scope_1", "scope_2", "scope_2_market")
    )
    unsplit = own.loc[own["layer"].isin(OWN_LAYERS), "scope_other_kg"].gt(0).any()

    def fact(paragraph: str, name: str, amount: float | None, note: str = "", unit: str = "tCO2e") -> Fact:
        return Fact("B3", paragraph, name, "", amount, unit, note)

    return [
        fact("30(a)", "GrossScope1GreenhouseGasEmissions", scope_1, "unsplit" if unsplit else ""),
        fact("30(b)", "GrossLocationBasedScope2GreenhouseGasEmissions", scope_2, "life_cycle"),
        fact("30", "TotalGrossLocationBasedScope1AndScope2GHGEmissions", scope_1 + scope_2),
        fact("30", "GrossMarketBasedScope2GreenhouseGasEmissions", market, "optional"),
        fact("30", "TotalGrossMarketBasedScope1AndScope2GHGEmissions", scope_1 + market, "optional"),
        fact(
            "31",
            "Scope1AndScope2GreenhouseGasEmissionsIntensityValueLocationBased",
            None,
            "no_turnover",
            "tCO2e/currency",
        ),
    ]


def _waste(rows: pd.DataFrame, tables: Tables) -> list[Fact]:
    made: list[Fact] = []
    sums = {}
    for name, activity, paragraph in (
        ("WasteDivertedToRecycleOrReuseMass", DIVERTED, "38(b)"),
        ("WasteDirectedToDisposalMass", DISPOSED, "38(a)"),
    ):
        by_carrier = _kg(rows, (activity,), tables)
        sums[name] = math.fsum(by_carrier.values())
        made += [Fact("B7", paragraph, name, carrier, kg, "kg") for carrier, kg in by_carrier.items()]
        made.append(Fact("B7", paragraph, name, "", sums[name], "kg"))
    head = [Fact("B7", "38(a)", "TotalWasteGeneratedMass", "", math.fsum(sums.values()), "kg")]
    for name in ("TotalHazardousWasteGeneratedMass", "TotalNonHazardousWasteGeneratedMass"):
        head.append(Fact("B7", "38(a)", name, "", None, "kg", "hazard_not_asked"))
    return head + made


def _materials(rows: pd.DataFrame, tables: Tables) -> list[Fact]:
    by_carrier = _kg(rows, MATERIALS, tables)
    made = [Fact("B7", "38(c)", "WeightOfMaterialUsed", carrier, kg, "kg") for carrier, kg in by_carrier.items()]
    return [
        *made,
        Fact("B7", "38(c)", "TotalMassOfMaterialUsed", "", math.fsum(by_carrier.values()), "kg", "packaging"),
    ]


def _kg(rows: pd.DataFrame, activities: tuple[str, ...], tables: Tables) -> dict[str, float]:
    """Carrier or material → kg, in the order of their codes."""
    chosen = rows[rows["activity_code"].isin(activities)]
    weights = [
        quantity * tables.units.multiplier(unit, "kg")
        for quantity, unit in zip(chosen["quantity"], chosen["unit"], strict=True)
    ]
    grouped = pd.Series(weights, index=chosen["carrier_code"], dtype=float).groupby(level=0, sort=True)
    return {carrier: math.fsum(group) for carrier, group in grouped}


def as_json(facts: pd.DataFrame, member_id: str, year: int, *, demonstration: bool) -> dict:
    """The datapoints as one JSON object; amounts to six decimals (mWh, g and mg are noise)."""
    return {
        "standard": "VSME",
        "versions": ["EFRAG VSME, 17 December 2024", "Commission Recommendation (EU) 2025/1710"],
        "entity": member_id,
        "period": {"start": f"{year}-01-01", "end": f"{year}-12-31"},
        "demonstration": demonstration,
        "facts": [
            {
                "disclosure": f.disclosure,
                "paragraph": f.paragraph,
                "concept": f"vsme:{f.name}",
                "part": f.part or None,
                "value": None if pd.isna(f.amount) else round(float(f.amount), 6),
                "unit": f.unit,
                "note": f.note or None,
            }
            for f in facts.itertuples(index=False)
        ],
    }
