"""Small classes are merged once, and no further than needed."""

import pandas as pd
import pytest

from declaration.disclosure.classes import classified, merge_small


def lines(**classes: list[float]) -> pd.DataFrame:
    rows = [
        (f"{code}{n}", f"{code}{n}", code, year, True, amount)
        for code, amounts in classes.items()
        for year in (2024, 2025)
        for n, amount in enumerate(amounts)
    ]
    return pd.DataFrame(rows, columns=["member_id", "group_id", "park", "year", "reported", "co2e_t"])


FAMILIES = {"a": "x", "b": "x", "c": "y", "d": "y"}


def test_large_classes_stay_as_they_are(rules):
    made = merge_small(lines(a=[10.0] * 5, b=[10.0] * 6), "park", FAMILIES, rules)
    assert dict(zip(made["code"], made["class_code"], strict=True)) == {"a": "a", "b": "b"}


def test_a_small_class_joins_its_family_first(rules):
    made = merge_small(lines(a=[10.0] * 3, b=[10.0] * 6, c=[10.0] * 5, d=[10.0] * 5), "park", FAMILIES, rules)
    assert set(made["class_code"]) == {"a+b", "c", "d"}


def test_a_class_alone_in_its_family_joins_the_smallest_of_all(rules):
    made = merge_small(lines(a=[10.0] * 3, c=[10.0] * 7, d=[10.0] * 6), "park", FAMILIES, rules)
    assert set(made["class_code"]) == {"a+d", "c"}


def test_a_giant_needs_company_as_large_as_the_rule_asks(rules):
    made = merge_small(lines(a=[1000.0, *[10.0] * 6], b=[100.0] * 5), "park", FAMILIES, rules)
    assert set(made["class_code"]) == {"a+b"}


def test_one_year_that_fails_merges_all_years(rules):
    some = lines(a=[10.0] * 5, b=[10.0] * 6)
    some = some[~((some["year"] == 2024) & (some["member_id"] == "a0"))]
    assert set(merge_small(some, "park", FAMILIES, rules)["class_code"]) == {"a+b"}


def test_a_code_without_a_family_is_told(rules):
    with pytest.raises(KeyError, match="z"):
        merge_small(lines(z=[1.0]), "park", FAMILIES, rules)


def test_lines_take_the_names_of_their_classes(rules):
    some = lines(a=[10.0] * 3, b=[10.0] * 6)
    made = classified(some, merge_small(some, "park", FAMILIES, rules))
    assert set(made["park"]) == {"a+b"}
    assert made["co2e_t"].sum() == some["co2e_t"].sum()
