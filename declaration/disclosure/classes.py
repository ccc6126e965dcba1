"""One classification for the whole series: classes too small to publish are merged, once, for all years.

The rule: of the classes that may not be published in some year, the one with the fewest groups (then the smallest
amount, then the first by code) joins the class with the fewest groups of its family; if it is alone there, the
class with the fewest groups of all. Until every class may be published, or one is left.
"""

from collections.abc import Mapping

import pandas as pd

from declaration.disclosure.primary import is_unsafe
from declaration.disclosure.rules import Rules

COLUMNS = ["dimension", "class_code", "code"]
#: between the codes of a merged class
PLUS = "+"


def merge_small(
    lines: pd.DataFrame, dimension: str, families: Mapping[str, str], rules: Rules, measure: str = "co2e_t"
) -> pd.DataFrame:
    """The classification of a dimension: dimension, class_code, code. Merged classes are named `a+b`.

    lines: group_id, year, reported, the dimension's column and the measure (t CO2e). families: code → family; a
    KeyError names a code without one.
    """
    classes: dict[str, frozenset[str]] = {code: frozenset({code}) for code in sorted(lines[dimension].unique())}
    for code in classes:
        families[code]
    while len(classes) > 1:
        sizes = {name: _size(lines, dimension, codes, measure) for name, codes in classes.items()}
        unsafe = [name for name, codes in classes.items() if _fails(lines, dimension, codes, rules, measure)]
        if not unsafe:
            break
        smallest = min(unsafe, key=lambda name: (*sizes[name], name))
        others = [name for name in classes if name != smallest]
        own = {families[code] for code in classes[smallest]}
        kin = [name for name in others if own & {families[code] for code in classes[name]}]
        partner = min(kin or others, key=lambda name: (*sizes[name], name))
        merged = classes.pop(smallest) | classes.pop(partner)
        classes[PLUS.join(sorted(merged))] = merged
    rows = [(dimension, name, code) for name, codes in sorted(classes.items()) for code in sorted(codes)]
    return pd.DataFrame(rows, columns=COLUMNS)


def classified(lines: pd.DataFrame, classes: pd.DataFrame) -> pd.DataFrame:
    """The lines with classes in place of codes; a code that no class knows is a class of its own."""
    made = lines.copy()
    for dimension, rows in classes.groupby("dimension"):
        names = rows.set_index("code")["class_code"]
        made[dimension] = made[dimension].map(names).fillna(made[dimension])
    return made


def _size(lines: pd.DataFrame, dimension: str, codes: frozenset[str], measure: str) -> tuple[int, float]:
    rows = lines[lines[dimension].isin(codes)]
    return int(rows.groupby("year")["group_id"].nunique().min()), float(rows[measure].sum())


def _fails(lines: pd.DataFrame, dimension: str, codes: frozenset[str], rules: Rules, measure: str) -> bool:
    rows = lines[lines[dimension].isin(codes)]
    for _, year in rows.groupby("year"):
        reported = frozenset(year.loc[year["reported"], "group_id"])
        if is_unsafe(year.set_index("group_id")[measure], rules, reported=reported):
            return True
    return False
