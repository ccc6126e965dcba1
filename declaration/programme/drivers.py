"""What moves each area, in its own unit: sums over the region divided by sums over the region.

Estimates take no part. Where a driver divides by a denominator (tkm, outbound tonnes, m²), only members and sites
that gave both stand behind it, above and below the line. Where nobody did, the amount is missing, never zero.
Shares of use (rail, electric machines, sorting) are of all that members reported, whether or not the line counts
in the headline: a carrier who becomes a member does not change how freight is bought.
"""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from declaration.programme.cells import ENERGY_KINDS, to_tonnes
from declaration.programme.membership import is_estimated

COLUMNS = ["area", "driver_code", "year", "amount", "unit", "reporters"]
MJ_PER_MWH = 3600.0
BUILDING_ENERGY = ("building_el", "building_dh", "building_dc", "building_fuel", "cold_store_el")
MACHINE_ENERGY = ("working_machine_fuel", "working_machine_el")
ONE_WAY_PACKAGING = ("packaging_board", "packaging_plastic", "packaging_wood")
RETURNABLE_PACKAGING = ("packaging_returnable",)
#: the legs a shipper may choose between; air and deep sea have no land leg in their stead
FREIGHT = ("bought_road", "bought_rail", "bought_sea")

#: an amount (None where it cannot be known) and the members behind it
Answer = tuple[float | None, int]


def drivers(rows: pd.DataFrame, denominators: pd.DataFrame) -> pd.DataFrame:
    """Every driver of every area and year with rows: area, driver_code, year, amount, unit, reporters.

    rows: emission rows of members, all statuses. denominators: member_id, site_id, year, denominator_code,
    quantity, unit. `amount` is in `unit` and missing where it cannot be known; `reporters` is the number of
    members whose figures are in it.
    """
    own = _amounts(rows[~is_estimated(rows)])
    made = []
    for year in sorted(own["year"].unique()):
        here, below = own[own["year"] == year], denominators[denominators["year"] == year]
        for (area, code, unit), driver in DRIVERS.items():
            amount, reporters = driver(here, below)
            made.append((area, code, int(year), np.nan if amount is None else amount, unit, reporters))
    return pd.DataFrame(made, columns=COLUMNS)


def _amounts(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the region's part of quantity (`amount`), of masses in tonnes (`tonnes`) and MWh."""
    amount = rows["quantity"].astype(float) * rows["share_in_region"].astype(float)
    return rows.assign(
        amount=amount,
        tonnes=amount * to_tonnes(rows["unit"]),
        mwh=rows["energy_used_mj"].astype(float) / MJ_PER_MWH,
    )


def _ratio(above: pd.Series, below: pd.Series, members: int, times: float = 1.0) -> Answer:
    whole = math.fsum(below)
    return (times * math.fsum(above) / whole, members) if whole > 0 else (None, 0)


def _sum(rows: pd.DataFrame, column: str) -> Answer:
    found = rows[rows[column].notna()]
    return (math.fsum(found[column]), found["member_id"].nunique()) if len(found) else (None, 0)


def _share(part: pd.DataFrame, whole: pd.DataFrame, column: str) -> Answer:
    known = whole[whole[column].notna()]
    return _ratio(part[column].dropna(), known[column], known["member_id"].nunique())


def _per_denominator(
    rows: pd.DataFrame, column: str, denominators: pd.DataFrame, code: str, by: list[str], times: float = 1.0
) -> Answer:
    """Σ column / Σ denominator over the members (or member and site) that gave both."""
    found = denominators[denominators["denominator_code"].eq(code) & denominators["quantity"].gt(0)]
    found = found.assign(below=found["quantity"] * to_tonnes(found["unit"]).fillna(1.0))
    below = found.groupby(by)["below"].sum()
    above = rows[rows[column].notna()].groupby(by)[column].agg(math.fsum)
    both = pd.concat({"above": above, "below": below}, axis=1, join="inner")
    members = both.index.get_level_values("member_id").nunique() if len(both) else 0
    return _ratio(both["above"], both["below"], members, times)


def _activities(rows: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    return rows[rows["activity_code"].isin(codes)]


def _counted_energy(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["counted"].astype(bool) & rows["kind"].isin(ENERGY_KINDS) & rows["mwh"].gt(0)]


def _carbon_content(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    """Kg CO2e (well-to-wheel) per MWh of the area's own energy."""
    energy = _counted_energy(rows)
    own = energy[energy["layer"].isin(["own_energy", "own_vessels"])]
    own = own[own["home_area"] == "fossil_free_energy"]
    return _ratio(own["co2e_kg"], own["mwh"], own["member_id"].nunique())


def _fossil_share(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    """The fossil part of own fuels by energy, from fossil and biogenic CO2 at combustion.

    A fuel's fossil part is ttw / (ttw + biogenic CO2); CH4 and N2O of a biofuel count as fossil here, 1-2 % of
    it. Fuels whose combustion or biogenic CO2 is not known are left out, above and below.
    """
    energy = _counted_energy(rows)
    fuel = energy[energy["kind"].eq("fuel") & energy["layer"].isin(["own_energy", "own_vessels"])]
    fuel = fuel[fuel["biogenic_co2_kg"].notna() & fuel["unsplit_kg"].eq(0)]
    burnt = fuel["ttw_kg"] + fuel["biogenic_co2_kg"]
    fuel, burnt = fuel[burnt > 0], burnt[burnt > 0]
    return _ratio(fuel["mwh"] * fuel["ttw_kg"] / burnt, fuel["mwh"], fuel["member_id"].nunique())


def _bought_intensity(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    """Grams of CO2e per tkm of bought road, rail and short-sea freight reported in tkm."""
    freight = _freight(rows)
    freight = freight[freight["co2e_kg"].notna()]
    return _ratio(freight["co2e_kg"], freight["amount"], freight["member_id"].nunique(), 1000.0)


def _own_intensity(rows: pd.DataFrame, denominators: pd.DataFrame) -> Answer:
    """Grams of CO2e per tkm that members perform with their own vehicles, vessels and trains."""
    own = rows[rows["counted"].astype(bool) & rows["layer"].isin(["own_energy", "own_vessels"])]
    own = own[own["iso14083_element"].eq("TOC") & own["kind"].ne("refrigerant")]
    return _per_denominator(own, "co2e_kg", denominators, "output_tkm", ["member_id"], 1000.0)


def _freight(rows: pd.DataFrame) -> pd.DataFrame:
    freight = _activities(rows, FREIGHT)
    return freight[freight["unit"].eq("tkm")]


def _rail_sea_share(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    freight = _freight(rows)
    return _share(freight[freight["mode"].isin(["rail", "sea"])], freight, "amount")


def _building_energy(rows: pd.DataFrame) -> pd.DataFrame:
    """Energy of buildings, each kWh once: a sub-meter inside the building's meter is left out."""
    building = _activities(rows, BUILDING_ENERGY)
    return building[building["status"].ne("within_site_meter")].assign(kwh=lambda d: d["mwh"] * 1000)


def _kwh_per_m2(rows: pd.DataFrame, denominators: pd.DataFrame) -> Answer:
    return _per_denominator(_building_energy(rows), "kwh", denominators, "floor_area", ["member_id", "site_id"])


def _kwh_per_tonne(rows: pd.DataFrame, denominators: pd.DataFrame) -> Answer:
    """Energy of buildings and machines per outbound tonne, at the sites that gave both."""
    machines = _activities(rows, MACHINE_ENERGY)
    machines = machines[machines["status"].ne("within_site_meter")].assign(kwh=lambda d: d["mwh"] * 1000)
    both = pd.concat([_building_energy(rows), machines])
    return _per_denominator(both, "kwh", denominators, "output_tonnes", ["member_id", "site_id"])


def _electric_machines(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    machines = _activities(rows, MACHINE_ENERGY)
    return _share(machines[machines["kind"].eq("electricity")], machines, "mwh")


def _leakage(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    tonnes, reporters = _sum(rows[rows["kind"].eq("refrigerant")], "tonnes")
    return (None, 0) if tonnes is None else (tonnes * 1000, reporters)


def _packaging_per_tonne(rows: pd.DataFrame, denominators: pd.DataFrame) -> Answer:
    one_way = _activities(rows, ONE_WAY_PACKAGING)
    return _per_denominator(one_way, "tonnes", denominators, "output_tonnes", ["member_id"], 1000.0)


def _returnable_share(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    bought = _activities(rows, ONE_WAY_PACKAGING + RETURNABLE_PACKAGING)
    return _share(_activities(bought, RETURNABLE_PACKAGING), bought, "tonnes")


def _sum_of(code: str) -> Callable[[pd.DataFrame, pd.DataFrame], Answer]:
    return lambda rows, _: _sum(_activities(rows, (code,)), "tonnes")


def _sorting_share(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    waste = _activities(rows, ("waste_residual", "waste_sorted"))
    return _share(_activities(waste, ("waste_sorted",)), waste, "tonnes")


#: area, driver and unit → how it is found
DRIVERS: dict[tuple[str, str, str], Callable[[pd.DataFrame, pd.DataFrame], Answer]] = {
    ("fossil_free_energy", "carbon_content", "kg_co2e_per_mwh"): _carbon_content,
    ("fossil_free_energy", "fossil_share", "share"): _fossil_share,
    ("smart_efficient_logistics", "bought_freight_intensity", "g_co2e_per_tkm"): _bought_intensity,
    ("smart_efficient_logistics", "own_transport_intensity", "g_co2e_per_tkm"): _own_intensity,
    ("smart_efficient_logistics", "rail_sea_share", "share"): _rail_sea_share,
    ("technology_infrastructure", "building_energy_per_area", "kwh_per_m2"): _kwh_per_m2,
    ("technology_infrastructure", "hub_energy_per_tonne", "kwh_per_tonne"): _kwh_per_tonne,
    ("technology_infrastructure", "electric_machine_share", "share"): _electric_machines,
    ("technology_infrastructure", "refrigerant_leakage", "kg"): _leakage,
    ("packaging_logistics", "packaging_per_tonne", "kg_per_tonne"): _packaging_per_tonne,
    ("packaging_logistics", "returnable_share", "share"): _returnable_share,
    ("circularity_reuse_recycling", "residual_waste", "tonnes"): _sum_of("waste_residual"),
    ("circularity_reuse_recycling", "sorting_share", "share"): _sorting_share,
    ("circularity_reuse_recycling", "reused_material", "tonnes"): _sum_of("reused_material"),
}
