"""What an invented reporter uses, year by year: the lines and denominators of its reports."""

import math

import pandas as pd

from declaration.accounting.tables import Tables
from declaration.demonstration.assumptions import Assumptions, Part, Use
from declaration.demonstration.chance import chance
from declaration.demonstration.population import Reporter
from declaration.reports.report import DENOMINATOR_COLUMNS, LINE_COLUMNS

#: digits kept of a quantity: nobody invents more than a meter shows
DIGITS = 5
#: what denominators follow: buildings and staff stay while activity moves
STEADY = ("floor_area", "employees")
#: what denominators are counted in, and which belong to a site
UNITS = {"output_tkm": "tkm", "output_tonnes": "tonne", "floor_area": "m2", "employees": "person"}
BY_SITE = ("output_tonnes", "floor_area")
#: a public intensity gives no better data quality than this
DEFAULT_QUALITY = 4


def lines(assumed: Assumptions, tables: Tables, reporter: Reporter, year: int) -> pd.DataFrame:
    """The activity lines of one report, numbered: columns of LINE_COLUMNS, and `use`, what each line belongs to."""
    made = []
    for name, amount in assumed.category[reporter.category].amounts.items():
        use = assumed.use[name]
        if chance(assumed.seed, reporter.member_id, name, "has").random() >= use.chance:
            continue
        needed = reporter.size * amount * _path(assumed, reporter, name, use, year)
        shares = part_shares(assumed, reporter, name, year)
        sites = reporter.sites if use.split else ((reporter.sites[0][0], 1.0),)
        for number, (part, share) in enumerate(zip(use.mix, shares, strict=True)):
            if share < assumed.transition.smallest_share:
                continue
            multiplier = part.ratio * tables.units.multiplier(use.unit, part.unit, _substance(tables, part))
            for site, site_share in sites:
                quantity = rounded(needed * share * site_share * multiplier)
                if quantity > 0:
                    line = _line(assumed, reporter, year, site, quantity, use, part, f"{name}.{number}")
                    made.append(line | {"use": name})
    frame = pd.DataFrame(made, columns=[*LINE_COLUMNS, "use"])
    frame["line_id"] = [f"{reporter.member_id}-{year}-{n:03d}" for n in range(1, len(frame) + 1)]
    return frame


def denominators(assumed: Assumptions, reporter: Reporter, year: int) -> pd.DataFrame:
    """What the quantities are divided by (columns of DENOMINATOR_COLUMNS), by site where it belongs to one."""
    activity = activity_index(assumed, reporter, year)
    made = []
    for code, amount in assumed.category[reporter.category].denominators.items():
        whole = reporter.size * amount * (1.0 if code in STEADY else activity)
        for site, share in reporter.sites if code in BY_SITE else ((reporter.sites[0][0], 1.0),):
            quantity = max(rounded(whole * share), 1.0)
            made.append((reporter.member_id, site, year, code, quantity, UNITS[code]))
    return pd.DataFrame(made, columns=DENOMINATOR_COLUMNS)


def activity_index(assumed: Assumptions, reporter: Reporter, year: int) -> float:
    """Activity over that of the first year (no unit): the trade's growth and the reporter's own."""
    made = 1.0
    for step, common in zip(assumed.years[1:], assumed.growth.common[1:], strict=True):
        if step > year:
            break
        made *= 1 + common + chance(assumed.seed, reporter.member_id, step, "growth").normal(0, assumed.growth.spread)
    return made


def part_shares(assumed: Assumptions, reporter: Reporter, name: str, year: int) -> list[float]:
    """The share (0-1) of each line of a use's mix; the first takes what the others leave, so they add up to 1."""
    mix = assumed.use[name].mix
    pace = math.exp(chance(assumed.seed, reporter.member_id, "pace").normal(0, assumed.transition.pace_spread))
    progress = pace * (year - assumed.first_year) / max(assumed.last_year - assumed.first_year, 1)
    shares = [0.0] * len(mix)
    for number, part in enumerate(mix[1:], start=1):
        if chance(assumed.seed, reporter.member_id, name, part.carrier, number, "has").random() < part.chance:
            shares[number] = max(part.first + (part.last - part.first) * progress, 0.0)
    others = sum(shares)
    shares = [share / max(others, 1.0) for share in shares]
    shares[0] = max(1.0 - sum(shares), 0.0)
    for switch in assumed.switch:
        if (switch.member, switch.use) == (reporter.member_id, name) and year >= switch.year:
            carriers = [part.carrier for part in mix]
            source, target = carriers.index(switch.from_carrier), carriers.index(switch.to_carrier)
            moved = shares[source] * switch.share
            shares[source] -= moved
            shares[target] += moved
    return shares


def rounded(quantity: float) -> float:
    """At most five digits, and no finer than a hundredth; a quantity in the meter's or the scale's own steps."""
    if quantity <= 0:
        return 0.0
    places = DIGITS - 1 - math.floor(math.log10(quantity))
    return round(quantity, min(places, 2))


def _path(assumed: Assumptions, reporter: Reporter, name: str, use: Use, year: int) -> float:
    """The use's amount over that of the first year at size 1 (no unit)."""
    steady = (1 + use.yearly_change) ** (year - assumed.first_year)
    noise = math.exp(chance(assumed.seed, reporter.member_id, name, year, "noise").normal(0, use.noise))
    return steady * noise * (activity_index(assumed, reporter, year) if use.follows == "activity" else 1.0)


def _substance(tables: Tables, part: Part) -> str:
    return tables.carriers.at[part.carrier, "substance"] or part.carrier


def _line(
    assumed: Assumptions, reporter: Reporter, year: int, site: str, quantity: float, use: Use, part: Part, key: str
) -> dict:
    has_factor = (
        part.supplier_factor is not None
        and chance(assumed.seed, reporter.member_id, key, "supplier").random() < part.supplier_chance
    )
    return {
        "member_id": reporter.member_id,
        "site_id": site,
        "year": year,
        "activity_code": part.activity,
        "carrier_code": part.carrier,
        "quantity": quantity,
        "unit": part.unit,
        "data_quality": _quality(assumed, reporter, year, use, key),
        "carrier_is_member": part.carrier_is_member,
        "share_in_region": part.share_in_region,
        "supplier_factor_kg_per_unit": part.supplier_factor if has_factor else math.nan,
        "supplier_evidence": part.evidence if has_factor else "",
        "in_site_meter": part.in_site_meter,
        "distance_basis": "sfd" if part.unit == "tkm" else "",
        "temperature_controlled": part.temperature_controlled,
        "comment": "",
        "sheet": "",
        "row": 0,
    }


def _quality(assumed: Assumptions, reporter: Reporter, year: int, use: Use, key: str) -> int:
    """A score that only gets better: one draw for the line, against chances that move with the years."""
    progress = (year - assumed.first_year) / max(assumed.last_year - assumed.first_year, 1)
    drawn = chance(assumed.seed, reporter.member_id, key, "quality").random()
    reached, score = 0.0, 0
    for first, last in zip(assumed.quality.first, assumed.quality.last, strict=True):
        score += 1
        reached += first + (last - first) * progress
        if drawn < reached:
            break
    return max(score, DEFAULT_QUALITY) if use.rated == "default" else score
