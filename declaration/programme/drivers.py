"""What moves each area, in its own unit: sums over the region divided by sums over the region.

Estimates take no part. Where a driver divides by a denominator (tkm, outbound tonnes, m²), only members and sites
that gave both stand behind it, above and below the line. Where nobody did, the amount is missing, never zero.
Shares of use (rail, electric machines, sorting) are of all that members reported, whether or not the line counts
in the headline: a carrier who becomes a member does not change how freight is bought.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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

#: what each member adds above and below the line (index member_id), and what the quotient is multiplied by
PARTS = ["member_id", "above", "below"]


@dataclass(frozen=True)
class Answer:
    """A driver of one year: each member's part above and below the line, and the factor of their quotient.

    parts: PARTS; `below` is missing where the driver is a sum and no quotient.
    """

    parts: pd.DataFrame
    times: float = 1.0

    @property
    def amount(self) -> float | None:
        """Σ above / Σ below × times, or the sum; None where it cannot be known."""
        if self.parts.empty:
            return None
        above = math.fsum(self.parts["above"])
        if self.parts["below"].isna().all():
            return self.times * above
        below = math.fsum(self.parts["below"])
        return self.times * above / below if below > 0 else None

    @property
    def reporters(self) -> int:
        """How many members' figures are in it."""
        return 0 if self.amount is None else int(self.parts["member_id"].nunique())


def drivers(rows: pd.DataFrame, denominators: pd.DataFrame) -> pd.DataFrame:
    """Every driver of every area and year with rows: area, driver_code, year, amount, unit, reporters.

    rows: emission rows of members, all statuses. denominators: member_id, site_id, year, denominator_code,
    quantity, unit. `amount` is in `unit` and missing where it cannot be known; `reporters` is the number of
    members whose figures are in it.
    """
    made = [
        (area, code, year, np.nan if answer.amount is None else answer.amount, unit, answer.reporters)
        for (area, code, unit), year, answer in _answers(rows, denominators)
    ]
    return pd.DataFrame(made, columns=COLUMNS)


def driver_parts(rows: pd.DataFrame, denominators: pd.DataFrame) -> pd.DataFrame:
    """What each member adds to each driver: area, driver_code, unit, year, times, member_id, above, below."""
    made = [
        answer.parts.assign(area=area, driver_code=code, unit=unit, year=year, times=answer.times)
        for (area, code, unit), year, answer in _answers(rows, denominators)
        if len(answer.parts)
    ]
    columns = ["area", "driver_code", "unit", "year", "times", *PARTS]
    return pd.concat(made, ignore_index=True)[columns] if made else pd.DataFrame(columns=columns)


def _answers(rows: pd.DataFrame, denominators: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], int, Answer]]:
    own = _amounts(rows[~is_estimated(rows)])
    for year in sorted(own["year"].unique()):
        here, below = own[own["year"] == year], denominators[denominators["year"] == year]
        for key, driver in DRIVERS.items():
            yield key, int(year), driver(here, below)


def _amounts(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the region's part of quantity (`amount`), of masses in tonnes (`tonnes`) and MWh."""
    amount = rows["quantity"].astype(float) * rows["share_in_region"].astype(float)
    return rows.assign(
        amount=amount,
        tonnes=amount * to_tonnes(rows["unit"]),
        mwh=rows["energy_used_mj"].astype(float) / MJ_PER_MWH,
    )


def _ratio(rows: pd.DataFrame, above: pd.Series, below: pd.Series, times: float = 1.0) -> Answer:
    parts = pd.DataFrame({"member_id": rows["member_id"], "above": above, "below": below})
    return Answer(parts.groupby("member_id", as_index=False).agg(math.fsum), times)


def _sum(rows: pd.DataFrame, column: str, times: float = 1.0) -> Answer:
    found = rows[rows[column].notna()]
    parts = found.groupby("member_id", as_index=False)[column].agg(math.fsum).rename(columns={column: "above"})
    return Answer(parts.assign(below=np.nan)[PARTS], times)


def _share(rows: pd.DataFrame, inside: pd.Series, column: str) -> Answer:
    """The part of a column that lies in some of the rows."""
    known = rows[rows[column].notna()]
    return _ratio(known, known[column].where(inside.reindex(known.index), 0.0), known[column])


def _per_denominator(
    rows: pd.DataFrame, column: str, denominators: pd.DataFrame, code: str, by: list[str], times: float = 1.0
) -> Answer:
    """Σ column / Σ denominator over the members (or member and site) that gave both."""
    found = denominators[denominators["denominator_code"].eq(code) & denominators["quantity"].gt(0)]
    found = found.assign(below=found["quantity"] * to_tonnes(found["unit"]).fillna(1.0))
    below = found.groupby(by)["below"].sum()
    above = rows[rows[column].notna()].groupby(by)[column].agg(math.fsum)
    both = pd.concat({"above": above, "below": below}, axis=1, join="inner").reset_index()
    return _ratio(both, both["above"], both["below"], times)


def _activities(rows: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    return rows[rows["activity_code"].isin(codes)]


def _counted_energy(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["counted"].astype(bool) & rows["kind"].isin(ENERGY_KINDS) & rows["mwh"].gt(0)]


def _carbon_content(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    """Kg CO2e (well-to-wheel) per MWh of the area's own energy."""
    energy = _counted_energy(rows)
    own = energy[energy["layer"].isin(["own_energy", "own_vessels"])]
    own = own[own["home_area"] == "fossil_free_energy"]
    return _ratio(own, own["co2e_kg"], own["mwh"])


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
    return _ratio(fuel, fuel["mwh"] * fuel["ttw_kg"] / burnt, fuel["mwh"])


def _bought_intensity(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    """Grams of CO2e per tkm of bought road, rail and short-sea freight reported in tkm."""
    freight = _freight(rows)
    freight = freight[freight["co2e_kg"].notna()]
    return _ratio(freight, freight["co2e_kg"], freight["amount"], 1000.0)


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
    return _share(freight, freight["mode"].isin(["rail", "sea"]), "amount")


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
    return _share(machines, machines["kind"].eq("electricity"), "mwh")


def _leakage(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    return _sum(rows[rows["kind"].eq("refrigerant")], "tonnes", 1000.0)


def _packaging_per_tonne(rows: pd.DataFrame, denominators: pd.DataFrame) -> Answer:
    one_way = _activities(rows, ONE_WAY_PACKAGING)
    return _per_denominator(one_way, "tonnes", denominators, "output_tonnes", ["member_id"], 1000.0)


def _returnable_share(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    bought = _activities(rows, ONE_WAY_PACKAGING + RETURNABLE_PACKAGING)
    return _share(bought, bought["activity_code"].isin(RETURNABLE_PACKAGING), "tonnes")


def _sum_of(code: str) -> Callable[[pd.DataFrame, pd.DataFrame], Answer]:
    return lambda rows, _: _sum(_activities(rows, (code,)), "tonnes")


def _sorting_share(rows: pd.DataFrame, _: pd.DataFrame) -> Answer:
    waste = _activities(rows, ("waste_residual", "waste_sorted"))
    return _share(waste, waste["activity_code"].eq("waste_sorted"), "tonnes")


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
