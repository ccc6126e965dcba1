"""Emission rows gathered into cells that can be compared between two states.

A cell is one member's use of one kind of amount in one home area: the energy (MJ) of its road vehicles, the
tonne-kilometres it buys, the tonnes of plastic. Within a cell, sources (energy carriers, vehicle classes,
materials, gases) can take each other's place.
"""

import numpy as np
import pandas as pd

#: activities that serve the same use with another carrier: a change between them is a choice of energy
SAME_USE = {
    "road_el_own": "road_fuel_own",
    "working_machine_el": "working_machine_fuel",
    "building_dh": "building_el",
    "building_dc": "building_el",
    "cold_store_el": "building_el",
}
#: statuses between which the same line moves with the boundary: a carrier becomes a member, a meter takes over
WITHIN_REACH = ("counted", "carrier_is_member", "carrier_unknown", "within_site_meter", "no_factor")
ENERGY = "MJ"
ENERGY_KINDS = ("fuel", "electricity", "heat")
#: masses are compared in tonnes, whatever they were reported in
IN_TONNES = {"tonne": 1.0, "kg": 1e-3, "g": 1e-6}
CELL = ["member_id", "home_area", "use", "basis"]


def to_tonnes(units: pd.Series) -> pd.Series:
    """How many tonnes one of each unit is (no unit); missing where the unit is no mass."""
    return units.map(IN_TONNES).astype(float)


def sources(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows summed by cell, activity and source: what counts, in the basis' unit, its kg CO2e, and what does not.

    Columns: member_id, home_area, use, basis (MJ, tkm, vkm, tonne …), activity_code, source, carrier, amount and
    kg (counted), uncounted_amount, supplier (a supplier's own factor was used), moves_with, element, own, kind.
    """
    rows = rows[rows["status"].isin(WITHIN_REACH)]
    energy = rows["kind"].isin(ENERGY_KINDS) & rows["energy_used_mj"].notna()
    unit = rows["factor_unit"].where(rows["factor_unit"].notna() & rows["factor_unit"].ne(""), rows["unit"])
    # a supplier's own factor, and a line without factor, are per reported unit; their conversion is 1
    amount = rows["quantity"] * rows["share_in_region"] * rows["conversion"].fillna(1.0) * rows["adjustment"]
    amount *= to_tonnes(unit).fillna(1.0)
    electric, supplier = rows["kind"].eq("electricity"), rows["supplier_used"].astype(bool)
    counted = rows["counted"].astype(bool)
    carrier = rows["carrier_code"].mask(electric, "electricity")
    amount = rows["energy_used_mj"].where(energy, amount).astype(float)
    made = pd.DataFrame(
        {
            "member_id": rows["member_id"],
            "home_area": rows["home_area"],
            "activity_code": rows["activity_code"],
            "use": rows["activity_code"].where(~energy, rows["activity_code"].replace(SAME_USE)),
            "basis": np.where(energy, ENERGY, unit.where(~unit.isin(list(IN_TONNES)), "tonne")),
            # location-based, all electricity is one source; a supplier's own fuel or heat is a source of its own
            "carrier": carrier,
            "source": carrier.mask(energy & supplier & ~electric, carrier + "|supplier"),
            "amount": amount.where(counted, 0.0),
            "uncounted_amount": amount.mask(counted, 0.0),
            "kg": rows["co2e_kg"].where(counted, 0.0).astype(float),
            "supplier": supplier & ~electric,
            "moves_with": rows["moves_with"].fillna("none"),
            "element": rows["iso14083_element"],
            "own": rows["layer"].isin(["own_energy", "own_vessels"]),
            "kind": rows["kind"],
        }
    )
    keys = [*CELL, "activity_code", "source", "carrier"]
    return made.groupby(keys, sort=True, as_index=False, observed=True).agg(
        amount=("amount", "sum"),
        uncounted_amount=("uncounted_amount", "sum"),
        kg=("kg", "sum"),
        supplier=("supplier", "max"),
        moves_with=("moves_with", "min"),
        element=("element", "first"),
        own=("own", "max"),
        kind=("kind", "first"),
    )


def changed_method(first: pd.DataFrame, last: pd.DataFrame) -> pd.MultiIndex:
    """(member_id, activity_code) counted on wholly different bases in the two states, as tkm then and litres now."""
    bases = [
        frame[frame["amount"] > 0].groupby(["member_id", "activity_code"])["basis"].agg(frozenset)
        for frame in (first, last)
    ]
    both = bases[0].index.intersection(bases[1].index)
    return both[[bases[0][key].isdisjoint(bases[1][key]) for key in both]] if len(both) else both


def over_the_boundary(both: pd.DataFrame) -> np.ndarray:
    """What of each source has come to count in the last state (above 0) or ceased to (below 0), as a share (0-1).

    both: amount_first, amount_last, uncounted_amount_first and _last by cell, activity_code, source and carrier.
    An amount of one activity and carrier is taken to have crossed where what counts rose while what does not
    fell, or the other way: by the smaller of the two. The share is of its counted amount in the last state, or
    in the first where it ceased to count.
    """
    columns = ["amount_first", "amount_last", "uncounted_amount_first", "uncounted_amount_last"]
    amounts = both.groupby([*CELL, "activity_code", "carrier"])[columns].transform("sum")
    first, last, out_first, out_last = amounts.to_numpy().T
    rise, fall = last - first, out_first - out_last
    # the sum of the same lines in another order is no change
    still = np.abs(fall) <= 1e-9 * np.maximum(out_first, out_last)
    crossed = np.where((rise * fall > 0) & ~still, np.sign(rise) * np.minimum(np.abs(rise), np.abs(fall)), 0.0)
    whole = np.where(crossed > 0, last, first)
    return np.divide(crossed, whole, out=np.zeros(len(both)), where=crossed != 0)


def activity(
    first: pd.DataFrame, last: pd.DataFrame, denominators: pd.DataFrame | None, years: tuple[int, int]
) -> pd.DataFrame:
    """What each member did in the two years, where energy may be divided by it.

    first, last: `sources` of the two states. denominators: member_id, site_id, year, denominator_code, quantity,
    unit. Gives member_id, element, first_activity, last_activity: tkm for its own transport (TOC), outbound
    tonnes for its own hubs (HOC). Only where the same sites gave the figure both years, above 0; and tkm only
    where the member has one mode of its own, for the figure does not say by which mode.
    """
    columns = ["member_id", "element", "first_activity", "last_activity"]
    if denominators is None or denominators.empty:
        return pd.DataFrame(columns=columns)
    own = pd.concat([first, last])
    own = own[own["own"] & own["basis"].eq(ENERGY) & own["element"].eq("TOC") & (own["amount"] > 0)]
    uses = own.groupby("member_id")["use"].nunique()
    mixed = set(uses.index[uses > 1])
    made = []
    for element, code in (("TOC", "output_tkm"), ("HOC", "output_tonnes")):
        found = denominators[denominators["denominator_code"].eq(code) & denominators["quantity"].gt(0)]
        found = found.assign(amount=found["quantity"] * to_tonnes(found["unit"]).fillna(1.0))
        ends = []
        for name, year in zip(("first", "last"), years, strict=True):
            by_member = found[found["year"].eq(year)].groupby("member_id")
            ends.append(by_member["amount"].sum().rename(f"{name}_activity"))
            ends.append(by_member["site_id"].agg(frozenset).rename(f"{name}_sites"))
        both = pd.concat(ends, axis=1, join="inner").rename_axis("member_id").reset_index()
        both = both[both["first_sites"] == both["last_sites"]]
        if element == "TOC":
            both = both[~both["member_id"].isin(mixed)]
        made.append(both.assign(element=element)[columns])
    return pd.concat(made, ignore_index=True)[columns]
