"""Why a sum changed: which effects may be told apart, so that what is left of the change tells nothing of anybody.

The effects of an area add up to its change, and the areas' to the total's; so an effect that is hidden alone is told
by all others. Hence what is not told apart goes into one remainder, and the remainder must pass like an effect.
"""

import pandas as pd

from declaration.disclosure.primary import is_unsafe
from declaration.disclosure.rules import Rules

BLOCK = "change"
#: the effect that is never told apart: who reports, and how it is counted
OTHER = "other"
TOTAL = "total"


def effects_told(side: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The effects that may be told apart: area, effect, first_year, last_year; an area that is not in it tells none.

    side: rows of block `change`: group_id, code (area/effect/first year), year (the last), amount (t CO2e).
    """
    rows = side[side["block"].eq(BLOCK)]
    keys = rows["code"].str.split("/", expand=True).set_axis(["area", "effect", "first_year"], axis=1)
    rows = rows.assign(**keys, last_year=rows["year"])
    made = []
    for (first, last), pair in rows.groupby(["first_year", "last_year"]):
        told = {area: _told(part, rules) for area, part in pair[pair["area"].ne(TOTAL)].groupby("area")}
        told[TOTAL] = _told_in_total(pair, told, rules)
        made += [(area, effect, int(first), int(last)) for area, own in told.items() for effect in own]
    return pd.DataFrame(made, columns=["area", "effect", "first_year", "last_year"])


def _told(part: pd.DataFrame, rules: Rules, not_these: frozenset[str] = frozenset()) -> list[str]:
    """The effects of one area: those that pass alone, less the smallest until what is left over passes too."""
    effects = {effect: rows.set_index("group_id")["amount"] for effect, rows in part.groupby("effect")}
    own = [e for e, amounts in effects.items() if e not in (OTHER, *not_these) and not is_unsafe(amounts, rules)]
    own.sort(key=lambda e: (abs(effects[e].sum()), e))
    while own:
        rest = [amounts for effect, amounts in effects.items() if effect not in own]
        left = pd.concat(rest).groupby(level=0).sum() if rest else None
        # where everybody's remainder is nothing there is nothing to tell
        if left is None or not left.abs().gt(1e-6).any() or not is_unsafe(left[left.abs().gt(1e-6)], rules):
            return own
        own.pop(0)
    return []


def _told_in_total(pair: pd.DataFrame, told: dict[str, list[str]], rules: Rules) -> list[str]:
    """The effects of the total: not those whose total would give away the areas that hide them."""
    given_away = set()
    for effect, rows in pair[pair["area"].ne(TOTAL)].groupby("effect"):
        hiding = rows[~rows["area"].map(lambda area: effect in told.get(area, []))]  # noqa: B023
        amounts = hiding.groupby("group_id")["amount"].sum()
        if len(hiding) and is_unsafe(amounts, rules):
            given_away.add(effect)
    return _told(pair[pair["area"].eq(TOTAL)], rules, frozenset(given_away))
