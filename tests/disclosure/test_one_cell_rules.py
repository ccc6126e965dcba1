"""Rules about one cell, by examples worked by hand and as properties."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from declaration.disclosure.primary import dominates, is_unsafe, lacks_distance, needs_a_look

SIZES = st.lists(st.floats(0.1, 1e5), min_size=1, max_size=12)


def by_group(*amounts: float) -> pd.Series:
    return pd.Series(amounts, index=[f"g{n}" for n in range(len(amounts))], dtype=float)


def test_the_second_largest_can_tell_the_largest_where_the_rest_is_small():
    # 100, 50 and a rest of 14: the second knows the largest to within 14 %
    assert lacks_distance([100, 50, 10, 4], 0.15)
    assert not lacks_distance([100, 50, 10, 4], 0.139)
    # two who pool what they know leave 4
    assert lacks_distance([100, 50, 10, 4], 0.05, colluding=2)
    assert not lacks_distance([100, 50, 10, 4], 0.039, colluding=2)


def test_one_or_two_who_dominate_are_looked_at(rules):
    assert dominates([76, 24], 1, 0.75)
    assert not dominates([75, 25], 1, 0.75)
    assert needs_a_look(by_group(50, 36, 5, 5, 4), rules)
    assert not needs_a_look(by_group(40, 30, 10, 10, 10), rules)


def test_fewer_than_five_groups_are_too_few_whatever_they_weigh(rules):
    assert is_unsafe(by_group(10, 10, 10, 10), rules)
    assert not is_unsafe(by_group(10, 10, 10, 10, 10), rules)
    # a nought is no contributor, and neither is an estimate for a report that is missing
    assert is_unsafe(by_group(10, 10, 10, 10, 0), rules)
    assert is_unsafe(by_group(10, 10, 10, 10, 10), rules, reported=frozenset({"g0", "g1", "g2", "g3"}))


def test_members_of_one_group_are_one_contributor(rules):
    same = pd.Series([10.0] * 6, index=["a", "b", "c", "d", "e", "e"])
    assert not is_unsafe(same, rules)
    assert is_unsafe(same.iloc[[0, 1, 2, 4, 5]], rules)


def test_returns_are_taken_by_their_size(rules):
    assert is_unsafe(by_group(-1000, 10, 10, 10, 10, 10), rules)
    assert not is_unsafe(by_group(-100, 60, 50, 40, 30), rules)


def test_who_consented_in_writing_is_no_longer_protected(rules):
    cell = by_group(1000, 30, 20, 10, 10, 10)
    assert is_unsafe(cell, rules)
    assert not is_unsafe(cell, rules, waived=frozenset({"g0"}))


@given(SIZES, st.floats(0.01, 0.4), st.floats(0.01, 0.4))
def test_a_tighter_promise_never_lets_more_through(sizes, one, other):
    looser, tighter = sorted((one, other))
    assert not (lacks_distance(sizes, looser) and not lacks_distance(sizes, tighter))


@given(SIZES)
def test_the_rule_is_the_attack_of_the_second_on_the_first(sizes):
    ordered = sorted(sizes, reverse=True)
    rest = sum(ordered[2:])
    # the second takes its own from the total: what it learns of the first is at most the first and the rest
    assert lacks_distance(sizes, 0.15) == (rest < 0.15 * ordered[0])
