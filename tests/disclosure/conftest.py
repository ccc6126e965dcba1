"""Small populations of invented members, and the rules as committed."""

import numpy as np
import pandas as pd
import pytest

from declaration.disclosure.gate import Edition
from declaration.disclosure.rules import read_rules
from declaration.home import DATA

AREAS = ("energy", "transport", "buildings")
CATEGORIES = ("hauliers", "shippers", "owners")
PARKS = ("north", "south")


@pytest.fixture(scope="session")
def rules():
    return read_rules(DATA / "disclosure" / "rules.toml")


def population(seed: int, members: int = 18, years: int = 1, spread: float = 1.2) -> pd.DataFrame:
    """Members with log-normal sizes, two or three areas each, one category and one park; t CO2e."""
    chance = np.random.default_rng(seed)
    rows = []
    for number in range(members):
        size = 400 * float(np.exp(spread * chance.normal()))
        category, park = CATEGORIES[number % len(CATEGORIES)], PARKS[number % len(PARKS)]
        for area in AREAS[: 2 + number % 2]:
            amount = size * float(chance.uniform(0.3, 1.0))
            for year in range(2021, 2021 + years):
                amount *= float(chance.uniform(0.93, 1.03))
                rows.append((f"m{number:02}", f"m{number:02}", area, category, park, year, True, round(amount, 3)))
    columns = ["member_id", "group_id", "area", "category", "park", "year", "reported", "co2e_t"]
    frame = pd.DataFrame(rows, columns=columns)
    parts = ("scope_1", "scope_2", "scope_3", "ttw", "wtt", "unsplit", "market", "biogenic_co2")
    shares = chance.uniform(0.2, 0.8, size=(len(parts), len(frame)))
    return frame.assign(
        constant_t=frame["co2e_t"] * 1.01,
        **{f"{part}_t": frame["co2e_t"] * share for part, share in zip(parts, shares, strict=True)},
    )


def edition(lines: pd.DataFrame) -> Edition:
    """What was known of a population in which everybody with a line was there."""
    present = lines[["member_id", "year"]].drop_duplicates()
    side = pd.DataFrame(columns=["block", "group_id", "code", "year", "amount"])
    return Edition(lines, present, {}, side)
