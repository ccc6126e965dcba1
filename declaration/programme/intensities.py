"""What each member emits for each unit of what it does, so that unlike sizes can be compared.

Own transport per tonne-kilometre, buildings per square metre, site energy per outbound tonne (the elements TOC and
HOC of ISO 14083), and everything that counts per full-time employee. Only what counts in the headline stands above
the line, so each litre is there once; estimates take no part.
"""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from declaration.programme.cells import to_tonnes
from declaration.programme.drivers import BUILDING_ENERGY, MACHINE_ENERGY
from declaration.programme.membership import is_estimated

COLUMNS = ["member_id", "code", "year", "numerator_t", "denominator", "amount", "unit"]
DRIVER_COLUMNS = ["area", "driver_code", "year", "amount", "unit", "change_before", "change_first", "first_year"]


def own_transport(rows: pd.DataFrame) -> pd.Series:
    """Which rows are energy of own vehicles, vessels and trains."""
    own = rows["layer"].isin(["own_energy", "own_vessels"]) & rows["iso14083_element"].eq("TOC")
    return own & rows["kind"].ne("refrigerant")


def buildings(rows: pd.DataFrame) -> pd.Series:
    """Which rows are energy of buildings."""
    return rows["activity_code"].isin(BUILDING_ENERGY)


def sites(rows: pd.DataFrame) -> pd.Series:
    """Which rows are energy of buildings and working machines."""
    return rows["activity_code"].isin(BUILDING_ENERGY + MACHINE_ENERGY)


def everything(rows: pd.DataFrame) -> pd.Series:
    """All rows."""
    return pd.Series(True, index=rows.index)


#: code → which rows stand above the line, what stands below it, what must have given both, and the amount's unit
#: as so many of 1 t CO2e per unit of the denominator
INTENSITIES: dict[str, tuple[Callable[[pd.DataFrame], pd.Series], str, list[str], str, float]] = {
    "tkm": (own_transport, "output_tkm", ["member_id"], "g_co2e_per_tkm", 1e6),
    "floor_area": (buildings, "floor_area", ["member_id", "site_id"], "kg_co2e_per_m2", 1e3),
    "tonnes": (sites, "output_tonnes", ["member_id", "site_id"], "kg_co2e_per_tonne", 1e3),
    "employees": (everything, "employees", ["member_id"], "t_co2e_per_employee", 1.0),
}


def intensities(rows: pd.DataFrame, denominators: pd.DataFrame) -> pd.DataFrame:
    """Each member's intensities: member_id, code, year, numerator_t (t CO2e), denominator, amount, unit; in order.

    rows: emission rows of members, all statuses. denominators: member_id, site_id, year, denominator_code,
    quantity, unit; the denominator is in tkm, m2, tonnes or persons, summed over the sites that gave both. There is
    no row where either is missing or not above 0; what has a line without a factor is missing, for the rest would
    make it look better than it is.
    """
    sent = rows[~is_estimated(rows)]
    own = sent[sent["counted"].astype(bool) | sent["status"].eq("no_factor")]
    positive = denominators[denominators["quantity"].gt(0)]
    given = positive.assign(below=positive["quantity"] * to_tonnes(positive["unit"]).fillna(1.0))
    made = []
    for code, (above, denominator_code, by, unit, scale) in INTENSITIES.items():
        keys = [*by, "year"]
        # the sum of something missing is missing
        numerator = own[above(own)].groupby(keys)["co2e_kg"].agg(math.fsum).rename("numerator_t") / 1000
        below = given[given["denominator_code"].eq(denominator_code)].groupby(keys)["below"].agg(math.fsum)
        both = pd.concat([numerator, below.rename("denominator")], axis=1, join="inner").dropna().reset_index()
        sums = both.groupby(["member_id", "year"], as_index=False)[["numerator_t", "denominator"]].agg(math.fsum)
        sums = sums[sums["numerator_t"].gt(0)]
        amount = sums["numerator_t"] / sums["denominator"] * scale
        made.append(sums.assign(code=code, amount=amount, unit=unit))
    whole = pd.concat(made, ignore_index=True)[COLUMNS]
    return whole.sort_values(["member_id", "code", "year"], ignore_index=True)


def member_drivers(parts: pd.DataFrame, member_id: str) -> pd.DataFrame:
    """The drivers of each area for one member, and their trend; only what can be known.

    parts: `drivers.driver_parts`; other members' take no part. Gives area, driver_code, year, amount,
    unit, change_before (since the year before), change_first and first_year (the first that is known). A change is
    relative (0.1 is a tenth more), that of a share a difference of shares; missing where there is nothing to
    compare with, as in the first year.
    """
    own = parts[parts["member_id"].eq(member_id)]
    quotient = own["above"] / own["below"].where(own["below"] > 0)
    found = own.assign(amount=own["times"] * quotient.where(own["below"].notna(), own["above"]))
    found = found[found["amount"].notna()].sort_values(["area", "driver_code", "year"], ignore_index=True)
    by_driver = found.groupby(["area", "driver_code"])
    first = found[["area", "driver_code", "year", "amount"]].loc[by_driver.head(1).index]
    first = first.rename(columns={"year": "first_year", "amount": "first"})
    before = found[["area", "driver_code", "year", "amount"]].assign(year=found["year"] + 1)
    before = before.rename(columns={"amount": "before"})
    both = found.merge(before, how="left").merge(first, how="left")
    both["first"] = both["first"].where(both["year"] > both["first_year"])
    for name in ("before", "first"):
        both[f"change_{name}"] = _change(both[name], both["amount"], both["unit"])
    return both[DRIVER_COLUMNS]


def _change(before: pd.Series, now: pd.Series, unit: pd.Series) -> pd.Series:
    relative = now / before.where(before > 0) - 1
    return relative.mask(unit.eq("share"), now - before).astype(float).replace([np.inf], np.nan)
