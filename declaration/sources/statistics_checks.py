"""Do the report's own totals add up? Municipalities to their county, counties to the country, sub-sectors to
their main sector, main sectors to the whole.

What does not is told, not refused: SMHI's own releases hold totals that are not the sum of their parts.
Nothing is mended, and a total stays the total that was published.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from declaration.sources.smhi import COUNTRY, TOTAL, CountyReport

#: Totals are sums of figures with many decimals; a tonne is more than rounding can move them.
ROUNDING_T = 1.0

CHECKS = ("municipalities_to_county", "counties_to_country", "sub_sectors_to_main", "main_sectors_to_total")
KEY = ["main_sector", "sub_sector", "area_code"]


@dataclass(frozen=True)
class Addition:
    """One check of the report: how many totals were compared, and those that are not the sum of their parts.

    `deviations` has main_sector, sub_sector, area_code, year, total_t, parts_t, difference_t (parts less
    total, t CO2e), the largest first. A total without parts, or parts without a total, is not compared.
    """

    name: str
    compared: int
    deviations: pd.DataFrame


def check_additions(report: CountyReport) -> list[Addition]:
    """Every check, in the order of CHECKS."""
    row_of = pd.Index(_number(*(report.keys[name].cat.codes.to_numpy() for name in KEY)))
    return [_compare(name, report, row_of.get_indexer(_owners(name, report.keys))) for name in CHECKS]


def _number(main: np.ndarray, sub: np.ndarray, area: np.ndarray) -> np.ndarray:
    """One whole number for each combination of sector and area, from their codes; negative where one is."""
    combined = (main.astype("int64") * 10_000 + sub) * 10_000 + area
    return np.where((main < 0) | (sub < 0) | (area < 0), -1, combined)


def _owners(name: str, keys: pd.DataFrame) -> np.ndarray:
    """The number of the total that each row is a part of; negative where it is part of none in this check."""
    main, sub, area = (keys[column].cat.codes.to_numpy() for column in KEY)
    all_mains, all_subs, country = (
        keys[column].cat.categories.get_indexer([total])[0]
        for column, total in zip(KEY, (TOTAL, TOTAL, COUNTRY), strict=True)
    )
    codes = keys["area_code"].cat.categories
    is_municipality = (codes.str.len() == 4)[area]
    is_county = ~is_municipality & (area != country)
    if name == "municipalities_to_county":
        return _number(main, sub, np.where(is_municipality, codes.get_indexer(codes.str[:2])[area], -1))
    if name == "counties_to_country":
        return _number(main, sub, np.where(is_county, country, -1))
    if name == "sub_sectors_to_main":
        return _number(main, np.where(sub != all_subs, all_subs, -1), area)
    is_main = (sub == all_subs) & (main != all_mains)
    return _number(np.where(is_main, all_mains, -1), sub, area)


def _compare(name: str, report: CountyReport, owner_rows: np.ndarray) -> Addition:
    """The sums of the parts beside the totals. `owner_rows`: the row of each part's total, or −1."""
    parts = np.zeros_like(report.emissions_t)
    owned = owner_rows >= 0
    np.add.at(parts, owner_rows[owned], np.nan_to_num(report.emissions_t[owned]))
    totals = np.unique(owner_rows[owned])
    difference = parts[totals] - report.emissions_t[totals]
    rows, years = np.nonzero(np.abs(difference) > ROUNDING_T)
    by_size = np.argsort(-np.abs(difference[rows, years]), kind="stable")
    rows, years = rows[by_size], years[by_size]
    deviations = report.keys.iloc[totals[rows]].astype(str).reset_index(drop=True)
    deviations["year"] = np.array(report.years)[years]
    deviations["total_t"] = report.emissions_t[totals[rows], years]
    deviations["parts_t"] = parts[totals[rows], years]
    deviations["difference_t"] = difference[rows, years]
    return Addition(name, int(np.isfinite(difference).sum()), deviations)
