"""What a member is told about its peers, and that nobody can read another out of it."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from declaration.disclosure.peer_means import Half, _tight, first_exposed, rounded, told_means
from declaration.disclosure.peers import BANDS, COLUMNS, EVERYONE, PeerRules, banded, peer_statistics
from declaration.home import DATA
from declaration.language import texts_of

RULES = PeerRules()
CLASSES = pd.DataFrame(
    {
        "category": ["haulier", "forwarder", "port", "owner"],
        "family": ["transport", "transport", "sites", "sites"],
    }
)
P = 0.15


def members(amounts: dict[str, float], category: str = "haulier", code: str = "tkm", year: int = 2024, **groups: str):
    """Intensities: member → amount, with denominators that are unlike; groups: member → its corporate group."""
    names = list(amounts)
    made = pd.DataFrame({"member_id": names, "group_id": [groups.get(name, name) for name in names]})
    made["category"], made["code"], made["year"] = category, code, year
    made["amount"] = list(map(float, amounts.values()))
    made["denominator"] = [100.0 + 7 * (place % 3) for place in range(len(names))]
    made["numerator_t"] = made["amount"] * made["denominator"] / 1e6
    return made


def numbered(amounts, prefix: str = "m", **more):
    return members({f"{prefix}{place:02}": amount for place, amount in enumerate(amounts)}, **more)


def told(intensities: pd.DataFrame, rules: PeerRules = RULES, **more) -> pd.DataFrame:
    return peer_statistics(intensities, CLASSES, rules, **more).peers


def of(peers: pd.DataFrame, reader: str) -> pd.DataFrame:
    return peers[peers["reader"].eq(reader)].drop(columns="reader").reset_index(drop=True)


def band(peers: pd.DataFrame) -> dict[str, str]:
    own = peers[peers["half"].eq("")]
    return dict(zip(own["reader"], own["band"], strict=True))


# ------------------------------------------------------------------------------------------------- worked by hand


def test_twelve_groups_worked_by_hand():
    """Lower half 10, 20, 30, 40, 50, 70: mean 36.67, 3 % is 1.1, step 2, so 36 ± 1; upper half 110, step 5: ± 2.5."""
    peers = told(numbered([10, 20, 30, 40, 50, 70, 80, 90, 100, 110, 120, 160]))
    assert list(peers) == COLUMNS
    assert list(band(peers).values()) == [name for name in BANDS[4] for _ in range(3)]
    for reader in ("m00", "m11"):
        own = of(peers, reader)
        assert own["half"].tolist() == ["", "lower", "upper"]
        assert own["low"].tolist() == pytest.approx([math.nan, 35, 107.5], nan_ok=True)
        assert own["high"].tolist() == pytest.approx([math.nan, 37, 112.5], nan_ok=True)
        assert set(own["n"]) == {12}
        assert set(own["peer_group"]) == {"haulier"}


@pytest.mark.parametrize(
    ("n", "names"),
    [
        (6, ["below"] * 3 + ["above"] * 3),
        (7, ["below"] * 4 + ["above"] * 3),
        (8, ["below"] * 4 + ["above"] * 4),
        (9, [f"{third}_third" for third in ("lower", "middle", "upper") for _ in range(3)]),
        (10, ["lower_third"] * 4 + ["middle_third"] * 3 + ["upper_third"] * 3),
        (13, ["quarter_1"] * 4 + ["quarter_2"] * 3 + ["quarter_3"] * 3 + ["quarter_4"] * 3),
    ],
)
def test_bands_by_rank(n, names):
    assert list(band(told(numbered(range(50, 50 + n)))).values()) == names


def test_a_tie_is_told_the_lower_band():
    """Four lie below the three equal ones at the middle of eight: 4 · 2 / 8 = 1; at the middle of ten 4 · 3 / 10."""
    assert list(band(told(numbered([1, 2, 3, 4, 5, 5, 5, 9]))).values()) == ["below"] * 4 + ["above"] * 4
    assert list(band(told(numbered([1, 2, 3, 5, 5, 5, 5, 9]))).values()) == ["below"] * 7 + ["above"]
    assert set(band(told(numbered([5] * 9))).values()) == {"lower_third"}


def test_a_corporate_group_is_one_with_one_value():
    """B1 at 30 on 107 and B2 at 60 on 114 are (3210 + 6840) / 221 = 45.475; seven members are six groups."""
    frame = members({"A": 10, "B1": 30, "B2": 60, "C": 31, "D": 40, "E": 50, "F": 55}, B1="B", B2="B")
    result = peer_statistics(frame, CLASSES, RULES)
    amounts = result.intensities.set_index("group_id")["amount"]
    assert amounts["B"] == pytest.approx(10050 / 221)
    assert set(result.peers["n"]) == {6}
    assert band(result.peers) == {"A": "below", "C": "below", "D": "below"} | dict.fromkeys(
        ["B1", "B2", "E", "F"], "above"
    )
    assert sorted(result.peer_groups["group_id"]) == list("ABCDEF")


def test_members_of_one_group_with_five_others_are_no_six():
    frame = members({"A": 10, "B1": 30, "B2": 60, "C": 31, "D": 40, "E": 50}, B1="B", B2="B")
    assert band(told(frame)) == dict.fromkeys(frame["member_id"], "")


# ----------------------------------------------------------------------------------------------- the peer group


def test_the_order_in_which_a_peer_group_widens():
    """Seven hauliers are enough; two forwarders take their family; three ports, alone in theirs, everyone."""
    frame = pd.concat(
        [
            numbered(range(40, 47), "h"),
            numbered([60, 70], "f", category="forwarder"),
            numbered([90, 95, 99], "p", category="port"),
        ]
    )
    peers = told(frame)
    chosen = peers.drop_duplicates("reader").set_index("reader")[["peer_group", "n"]]
    assert chosen.loc["h00"].tolist() == ["haulier", 7]
    assert chosen.loc["f00"].tolist() == ["transport", 9]
    assert chosen.loc["p00"].tolist() == [EVERYONE, 12]


@pytest.mark.parametrize("column", ["numerator_t", "denominator"])
def test_one_that_is_half_of_the_sum_widens_the_peer_group(column):
    frame = pd.concat([numbered(range(40, 47), "h"), numbered([50, 51], "f", category="forwarder")])
    others = frame.loc[frame["category"].eq("haulier"), column].iloc[1:].sum()
    frame = frame.reset_index(drop=True)
    frame.loc[0, column] = others * 0.999
    assert set(of(told(frame), "h01")["peer_group"]) == {"haulier"}
    frame.loc[0, column] = others * 1.001
    frame["amount"] = frame["numerator_t"] / frame["denominator"] * 1e6
    assert set(of(told(frame), "h01")["peer_group"]) == {"transport"}
    frame.loc[0, column] = others * 10
    assert set(of(told(frame), "h01")["peer_group"]) == {""}


@settings(max_examples=20)
@given(st.lists(st.integers(1, 1000), min_size=1, max_size=5))
def test_fewer_than_six_are_told_nothing(amounts):
    result = peer_statistics(numbered(amounts), CLASSES, RULES)
    assert len(result.peers) == len(amounts)
    assert result.peers["n"].isna().all()
    assert result.peers[["peer_group", "band", "half"]].eq("").all(axis=None)
    assert result.peers[["low", "high"]].isna().all(axis=None)
    assert result.peer_groups.empty


# -------------------------------------------------------------------------------------------------- properties

amounts_of_many = st.lists(st.integers(10, 10_000), min_size=6, max_size=20)
balanced = amounts_of_many.filter(lambda amounts: max(amounts) * 107 < 0.5 * 100 * sum(amounts))


@given(balanced)
def test_bands_partition_the_groups_by_value(amounts):
    """Everyone has one band of its peer group's scale, and no one of a lower band lies above one of a higher."""
    series = pd.Series(amounts, index=[f"g{n}" for n in range(len(amounts))], dtype=float)
    bands = banded(series, RULES)
    scale = BANDS[4 if len(amounts) >= 12 else 3 if len(amounts) >= 9 else 2]
    place = bands.map(scale.index)
    ordered = place.loc[series.sort_values(kind="stable").index]
    assert ordered.is_monotonic_increasing
    assert (place.groupby(series).nunique() == 1).all()
    if series.is_unique:
        sizes = place.value_counts().reindex(range(len(scale)))
        assert sizes.max() - sizes.min() <= 1


@settings(max_examples=20)
@given(balanced, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(amounts, order):
    frame = numbered(amounts)
    shuffled = frame.sample(frac=1, random_state=order.randrange(2**32))
    pd.testing.assert_frame_equal(told(frame), told(shuffled))


@settings(max_examples=20)
@given(balanced, st.floats(1e-3, 1e3))
def test_another_unit_changes_no_band(amounts, times):
    frame = numbered(amounts)
    scaled = frame.assign(amount=frame["amount"] * times, numerator_t=frame["numerator_t"] * times)
    assert band(told(frame)) == band(told(scaled))


@settings(max_examples=20)
@given(balanced, st.randoms(use_true_random=False))
def test_who_of_the_others_has_which_value_changes_nothing_that_i_see(amounts, order):
    """So swapping two others, of the same third or not, changes nothing either."""
    frame = numbered(amounts)
    others = frame.iloc[1:].sample(frac=1, random_state=order.randrange(2**32))
    figures = ["amount", "denominator", "numerator_t"]
    swapped = frame.copy()
    swapped.loc[1:, figures] = others[figures].to_numpy()
    pd.testing.assert_frame_equal(of(told(frame), "m00"), of(told(swapped), "m00"))


@settings(max_examples=20)
@given(st.lists(st.integers(10, 1000), min_size=9, max_size=11, unique=True), st.floats(-0.45, 0.45))
def test_a_rivals_small_edits_change_nothing_that_i_see(amounts, edit):
    """A value that stays between its neighbours moves nobody's band: nine edits do not pin a rival."""
    frame = numbered(sorted(amounts))
    edited = frame.copy()
    edited.loc[4, "amount"] += edit
    edited["numerator_t"] = edited["amount"] * edited["denominator"] / 1e6
    pd.testing.assert_frame_equal(told(frame), told(edited))


def test_drafts_and_other_years_do_not_matter():
    """What is not in the locked reports cannot matter; nor does another year or another intensity."""
    frame = numbered(range(40, 53))
    more = pd.concat([frame, numbered(range(90, 99), year=2025), numbered(range(9), "x", code="tonnes").iloc[1:]])
    later = told(more)
    same = later[later["code"].eq("tkm") & later["year"].eq(2024)].reset_index(drop=True)
    pd.testing.assert_frame_equal(told(frame), same)


@settings(max_examples=10)
@given(st.lists(st.floats(0.1, 1e4), min_size=12, max_size=16, unique=True))
def test_no_cell_holds_anybodys_value(values):
    """A canary for each member: its amount, numerator and denominator are in no column, of its own rows or others'."""
    canaries = [value * math.pi for value in values]
    frame = numbered(canaries)
    frame["denominator"] *= math.e
    frame["numerator_t"] = frame["amount"] * frame["denominator"] / 1e6
    secrets = frame[["amount", "denominator", "numerator_t"]].to_numpy().ravel()
    cells = pd.to_numeric(told(frame)[["n", "low", "high"]].to_numpy(dtype=float).ravel())
    cells = cells[~np.isnan(cells)]
    assert not np.isclose(cells[:, None], secrets[None, :], rtol=1e-12, atol=0).any()
    assert set(told(frame)["reader"]) == set(frame["member_id"])
    assert told(frame)["band"].isin(BANDS[4] + ("",)).all()


# --------------------------------------------------------------------------------------------- fixed per release


def test_what_was_said_stays():
    """A corrected and a late report change nothing of a published year; the next year is found anew."""
    first = told(numbered([10, 20, 30, 40, 50, 70, 80, 90, 100, 110, 120, 160]))
    corrected = numbered([160, 20, 30, 40, 50, 70, 80, 90, 100, 110, 120, 10, 77])
    after = pd.concat([corrected, numbered(range(40, 47), year=2025)])
    result = peer_statistics(after, CLASSES, RULES, published=first)
    earlier = result.peers[result.peers["year"].eq(2024)].reset_index(drop=True)
    pd.testing.assert_frame_equal(earlier, first)
    assert set(result.peers.loc[result.peers["year"].eq(2025), "n"]) == {7}
    assert set(result.intensities["year"]) == set(result.peer_groups["year"]) == {2025}
    again = peer_statistics(after, CLASSES, RULES, published=result.peers)
    pd.testing.assert_frame_equal(again.peers, result.peers)


def test_nothing_at_all_is_an_empty_answer():
    nothing = numbered([1.0]).iloc[:0]
    result = peer_statistics(nothing, CLASSES, RULES)
    assert list(result.peers) == COLUMNS
    assert result.peers.empty


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"category": "circus"}, "m00 tkm 2024 has a category without family"),
        ({"group_id": ""}, "m00 tkm 2024 belongs to no group"),
        ({"numerator_t": 0.0}, "m00 tkm 2024 is not above 0"),
        ({"amount": math.nan}, "m00 tkm 2024 is not above 0"),
        ({"member_id": "m01"}, "m01 tkm 2024 is written twice"),
    ],
)
def test_a_wrong_row_is_named(change, words):
    frame = numbered(range(40, 47))
    for column, wrong in change.items():
        frame.loc[0, column] = wrong
    with pytest.raises(ValueError, match=words):
        told(frame)


@pytest.mark.parametrize("wrong", [{"least_groups": 2}, {"thirds_from": 20}, {"half_least": 2}, {"p": 0}])
def test_rules_that_protect_nobody_are_refused(wrong):
    with pytest.raises(ValueError, match="peer rule"):
        PeerRules(**wrong)


# ------------------------------------------------------------------------------------------- means and the attack


@given(st.floats(1e-4, 1e7), st.sampled_from([0.01, 0.03, 0.05]))
def test_a_mean_is_rounded_to_its_share_or_coarser(mean, share):
    low, high = rounded(mean, share)
    step = high - low
    assert low * (1 - 1e-9) <= mean <= high * (1 + 1e-9)
    assert share * mean * (1 - 1e-6) <= step <= 2.5 * share * mean * (1 + 1e-6)
    assert f"{step:.4e}"[:6] in ("1.0000", "2.0000", "5.0000")


@given(st.floats(1e-3, 1e5), st.floats(0.97, 1.03))
def test_the_attacker_reads_the_step_too(mean, times):
    """Every mean that would be told in the same words lies in the attacker's interval, and that in the words'."""
    low, high = _tight(mean, 0.03)
    words = rounded(mean, 0.03)
    assert words[0] * (1 - 1e-8) <= low <= mean <= high <= words[1] * (1 + 1e-8)
    if rounded(mean * times, 0.03) == words:
        assert low <= mean * times <= high


def test_a_half_that_p_percent_forbids_is_not_told():
    """Of 1, 1, 1, 1, 1, 40 the largest is known to within 10 % by the one beside it; the lower half may be told."""
    amounts = pd.Series([*np.linspace(0.3, 0.9, 6), 1, 1.01, 1.02, 1.03, 1.04, 40], index=list("abcdefghijkl"))
    means = told_means(amounts, {"x": amounts.ge(1)}, least=5, p=0.15, rounding=0.03)
    assert ("x", "upper", "p_percent") in means.withheld
    assert ("x", "upper") not in means.told


def test_halves_that_a_tie_makes_uneven_are_not_told():
    result = peer_statistics(numbered([10, 20, 30, 40, 50, 55, 60, 60, 70, 80, 90, 95, 97, 99]), CLASSES, RULES)
    assert result.peers["half"].eq("").all()
    assert set(result.withheld["why"]) == {"tie"}


def test_peers_that_are_all_alike_get_no_means():
    """Between two means of 99 and 101 everybody is found to within 15 % without being named."""
    result = peer_statistics(numbered(np.linspace(98, 102, 14)), CLASSES, RULES)
    assert result.peers["half"].eq("").all()
    assert set(result.withheld["why"]) == {"attack"}


def extreme(rows: list, ends: list, bounds: list, target: int, side: int) -> float:
    cost = np.zeros(len(bounds))
    cost[target] = -side
    found = linprog(cost, A_ub=np.array(rows) if rows else None, b_ub=ends or None, bounds=bounds, method="highs")
    return side * math.inf if found.status == 3 else -side * found.fun


def found_out(amounts: pd.Series, uppers: dict[str, pd.Series], means: dict, p: float) -> set[str]:
    """The groups that somebody finds to within p: pair by pair, every linear programme from nothing."""
    names = sorted({name for name, _ in means})
    groups = sorted(set().union(*(uppers[name].index for name in names))) if names else []
    where = {group: place for place, group in enumerate(groups)}
    sums, sum_ends, order = [], [], []
    for (name, half), (low, high) in means.items():
        inside = uppers[name].index[uppers[name].eq(half == "upper")]
        row = np.zeros(len(groups))
        row[[where[group] for group in inside]] = 1
        sums += [row, -row]
        sum_ends += [len(inside) * high * (1 + 1e-9), -len(inside) * low * (1 - 1e-9)]
    for name in names:
        upper = uppers[name]
        for one, other in itertools.product(upper.index[~upper], upper.index[upper]):
            row = np.zeros(len(groups))
            row[where[one]], row[where[other]] = 1, -1
            order.append(row)
    zeros = [0.0] * len(order)
    found = set()
    for attacker, target, side in itertools.product([None, *groups], groups, (-1, 1)):
        if attacker == target or target in found:
            continue
        bounds = [(0, None)] * len(groups)
        if attacker is not None:
            bounds[where[attacker]] = (amounts[attacker],) * 2
        need, place = (1 + side * p) * amounts[target], where[target]
        slack = 1e-5 * amounts[target]
        alone = extreme(order, zeros, bounds, place, side)
        neighbour = side * (need - alone) > 0
        rows, ends = (sums, sum_ends) if neighbour else (sums + order, sum_ends + zeros)
        if side * (need - extreme(rows, ends, bounds, place, side)) > slack:
            found.add(target)
    return found


def drawn(seed: int, spread: float, n: int) -> tuple[pd.Series, dict[str, pd.Series]]:
    """Amounts of n groups, and the upper halves of the first twelve of them and of everyone."""
    random = np.random.default_rng(seed)
    amounts = pd.Series(10 * np.exp(random.normal(0, spread, n)), index=[f"g{place:02}" for place in range(n)])
    return amounts, {
        name: part.rank() > (len(part) + 1) // 2 for name, part in {"twelve": amounts[:12], EVERYONE: amounts}.items()
    }


@pytest.mark.parametrize(("seed", "spread"), [(1, 0.9), (2, 0.5), (3, 0.3)])
def test_an_attack_written_anew_finds_nobody(seed, spread):
    amounts, uppers = drawn(seed, spread, 14)
    means = told_means(amounts, uppers, least=5, p=P, rounding=0.03)
    assert spread < 0.5 or means.told
    assert found_out(amounts, uppers, means.told, P) == set()


@pytest.mark.parametrize(("seed", "spread"), [(4, 0.1), (5, 0.2), (6, 0.9)])
def test_the_attack_written_anew_finds_what_ours_finds(seed, spread):
    """All means told, safe or not: one attack finds somebody if and only if the other does."""
    amounts, uppers = drawn(seed, spread, 13)
    halves, means = [], {}
    for name, upper in uppers.items():
        for half in ("lower", "upper"):
            inside = upper.index[upper.eq(half == "upper")]
            halves.append(Half(name, half, tuple(inside), float(amounts[inside].mean())))
            means[name, half] = rounded(halves[-1].mean, 0.03)
    found = found_out(amounts, uppers, means, P)
    first = first_exposed(amounts, uppers, halves, P, 0.03)
    assert (first is None) == (found == set())
    assert spread > 0.1 or found


def test_the_widest_mean_is_withheld_first():
    """Twelve more who are all alike make everyone's means say too much; those of the first twelve may stay."""
    amounts, uppers = drawn(1, 0.9, 12)
    del uppers[EVERYONE]
    alike = pd.Series(np.linspace(10.0, 10.4, 12), index=[f"x{place:02}" for place in range(12)])
    everyone = pd.concat([amounts, alike])
    uppers[EVERYONE] = everyone.rank() > 12
    assert told_means(alike, {"x": alike.rank() > 6}, least=5, p=P, rounding=0.03).told == {}
    means = told_means(everyone, uppers, least=5, p=P, rounding=0.03)
    assert {name for name, _ in means.told} == {"twelve"}
    assert {(name, why) for name, _, why in means.withheld} == {(EVERYONE, "attack")}
    assert found_out(amounts, uppers, means.told, P) == set()


# ------------------------------------------------------------------------------------------------- the families


def test_every_category_has_a_family_and_the_names_that_pages_use():
    categories = pd.read_csv(DATA / "disclosure" / "categories.csv")
    families = pd.read_csv(DATA / "disclosure" / "families.csv")
    used = {
        *pd.read_csv(DATA / "demonstration" / "programme.csv")["category"],
        *pd.read_csv(DATA / "members.csv")["category"],
    }
    assert used <= set(categories["category"])
    assert not categories["category"].duplicated().any()
    assert set(families["family"]) == {*categories["family"], EVERYONE}
    for language in ("sv", "en"):
        say = texts_of(language)
        for row in categories.itertuples():
            assert say(f"category.{row.category}") == getattr(row, f"name_{language}")
    peer_statistics(numbered([1.0]), categories, RULES)
