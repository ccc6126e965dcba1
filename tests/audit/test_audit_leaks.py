"""Each leak that was ever found in releases like ours is planted, and both algorithms catch it."""

import pandas as pd
import pytest

from declaration.audit.evidence import AuditRules, Known, Truth
from declaration.audit.report import audit

ONE_WAY = ("total", "area")
BOTH = "bounds and worlds"


def caught(report, group, attacker="outsider", cell=None):
    rows = report.exposures
    rows = rows[rows["group"].eq(group) & rows["attacker"].eq(attacker)]
    return rows if cell is None else rows[rows["cell"].eq(cell)]


def even(area, count, amount=100.0, start=0):
    return [(f"{area}-{i}", area, amount + i + start) for i in range(count)]


def test_a_release_that_only_obeys_five_contributors(programme):
    lines = programme.lines_of(("giant", "A1", 1000.0), *even("A1", 4, 10.0), *even("A2", 6))
    evidence = programme.published(lines, ONE_WAY, share=0, least_groups=5)
    report = audit([(evidence, programme.truth_of(lines))])
    found = caught(report, "giant")
    assert not report.passed
    assert set(found["found_by"]) == {BOTH}
    assert found["high_t"].iloc[0] == pytest.approx(1000 + 10 + 11 + 12 + 13)
    assert found["low_t"].iloc[0] == pytest.approx(500)  # followed to the window only


def test_a_difference_between_two_releases_is_the_joiner(programme):
    before = programme.lines_of(*even("A1", 10))
    after = programme.lines_of(*even("A1", 10), ("joiner", "A1", 120.0))
    history = [
        (programme.published(lines, ("total",), share=0, name=name), programme.truth_of(lines))
        for lines, name in ((before, "r1"), (after, "r2"))
    ]
    assert audit(history[:1]).passed
    assert audit(history[1:]).passed
    found = caught(audit(history), "joiner")
    assert found["found_by"].tolist() == [BOTH]
    assert found["low_t"].iloc[0] == pytest.approx(120) == pytest.approx(found["high_t"].iloc[0])


def test_a_margin_gives_a_withheld_cell_away(programme):
    lines = programme.lines_of(*even("A1", 6), *even("A2", 6), ("lonely", "A3", 50.0))
    truth = programme.truth_of(lines)
    assert audit([(programme.published(lines, ("area",), share=0, hide={("area", "A3")}), truth)]).passed
    report = audit([(programme.published(lines, ONE_WAY, share=0, hide={("area", "A3")}), truth)])
    assert caught(report, "lonely")["found_by"].tolist() == [BOTH]


def test_one_unhidden_secondary_cell(programme):
    lines = programme.lines_of(*even("A1", 6), *even("A2", 6), *even("A3", 6), ("lonely", "A4", 50.0))
    truth = programme.truth_of(lines)
    safe = programme.published(lines, ONE_WAY, share=0, hide={("area", "A4"), ("area", "A3")})
    assert audit([(safe, truth)]).passed
    unhidden = programme.published(lines, ONE_WAY, share=0, hide={("area", "A4")})
    assert caught(audit([(unhidden, truth)]), "lonely")["found_by"].tolist() == [BOTH]


def test_a_single_correction_republished(programme):
    wrong = programme.lines_of(*even("A1", 10))
    right = wrong.assign(co2e_t=wrong["co2e_t"].where(wrong["group_id"].ne("A1-3"), 140.0))
    history = [
        (programme.published(lines, ("total",), share=0, name=name), programme.truth_of(lines))
        for lines, name in ((wrong, "r1"), (right, "r2"))
    ]
    report = audit(history)
    found = report.exposures
    assert set(found["group"]) == {"A1-3"} and set(found["found_by"]) == {BOTH}
    assert found["cell"].str.startswith("correction").all()
    assert found["true_t"].iloc[0] == pytest.approx(37.0)


def test_the_one_subtracts_its_own(programme):
    """Withheld: a cell of one group, beside a cell of two of which one is the same group."""
    lines = programme.lines_of(*even("A1", 6), ("holding", "A2", 80.0), ("holding", "A3", 30.0), ("beside", "A3", 60.0))
    evidence = programme.published(lines, ONE_WAY, share=0, hide={("area", "A2"), ("area", "A3")})
    report = audit([(evidence, programme.truth_of(lines))])
    assert caught(report, "beside").empty
    found = caught(report, "beside", attacker="holding")
    assert found["found_by"].tolist() == [BOTH]
    assert found["low_t"].iloc[0] == pytest.approx(60) == pytest.approx(found["high_t"].iloc[0])


def test_a_pair_is_an_exposure_only_with_a_tie(programme):
    lines = programme.lines_of(("a", "A1", 100.0), ("b", "A1", 110.0), ("c", "A1", 120.0))
    history = [(programme.published(lines, ("total",), share=0), programme.truth_of(lines))]
    loose = audit(history)
    assert loose.passed and set(loose.pairs["attacker"]) == {"a and b", "a and c", "b and c"}
    assert set(loose.pairs["found_by"]) == {BOTH}
    tied = audit(history, Known(ties=pd.DataFrame({"group_a": ["b"], "group_b": ["a"]})))
    assert tied.exposures[["attacker", "group", "found_by"]].to_numpy().tolist() == [["a and b", "c", BOTH]]
    assert set(tied.pairs["attacker"]) == {"a and c", "b and c"}


def test_joint_years_pin_a_joiner(programme):
    """Nothing in either year alone; but the others hardly move, so the difference of the sums is the joiner."""
    others = [(f"g{i}", "A1", "C0", "P0", year, 100.0 + i) for i in range(6) for year in (2023, 2024)]
    lines = programme.lines_of(*others, ("joiner", "A1", "C0", "P0", 2024, 450.0))
    evidence = programme.published(lines, ("total",), share=0)
    alone = audit([(evidence, programme.truth_of(lines))], rules=AuditRules(joint_change=()))
    joint = audit([(evidence, programme.truth_of(lines))])
    assert alone.passed
    found = caught(joint, "joiner")
    assert found["found_by"].tolist() == [BOTH]
    assert "if others move at most 10%" in found["cell"].iloc[0]


def test_a_side_block_of_one_group(programme):
    side = pd.DataFrame(
        [("change_effect", g, code, 2024, a) for code, gs in (("x", 6), ("y", 1)) for g, a in
         [(f"g{i}", (-1) ** i * (20.0 + i)) for i in range(gs)]],
        columns=["block", "group_id", "code", "year", "amount"],
    )  # fmt: skip
    sums = side.groupby("code")["amount"].sum()
    numbers = pd.DataFrame(
        [("change_effect", "side", "side", c, 2024, s - 0.5, s + 0.5, f"n-{c}") for c, s in sums.items()],
        columns=["block", "view", "dimension", "code", "year", "low", "high", "number_id"],
    )
    lines = programme.lines_of(*even("A1", 6))
    evidence = programme.published(lines, ("total",), share=0)
    evidence = type(evidence)("r1", pd.concat([evidence.numbers, numbers]))
    report = audit([(evidence, Truth(lines=lines, side=side))])
    assert report.exposures[["attacker", "group", "cell", "found_by"]].to_numpy().tolist() == [
        ["outsider", "g0", "change_effect y: amount", BOTH]
    ]
    assert report.exposures["low_t"].iloc[0] == pytest.approx(19.5)


def test_another_column_of_a_known_ratio(programme):
    """Scopes of a one-scope member: the sum of a scope that only it has."""
    lines = programme.lines_of(*even("A1", 8))
    lines["scope_1_t"] = [40.0, *[0.0] * 7]
    evidence = programme.published(lines, ("total",), blocks=("co2e_t", "scope_1_t"), share=0)
    report = audit([(evidence, programme.truth_of(lines))])
    assert set(report.exposures["group"]) == {"A1-0"} and set(report.exposures["found_by"]) == {BOTH}


@pytest.mark.parametrize("seed", [1, 5])
def test_a_safe_release_passes_both(programme, seed):
    lines = programme.made_lines(seed, members=25, years=2)
    evidence = programme.published(lines, ("total", "area"), blocks=("co2e_t", "scope_1_t"), share=0.02)
    register = pd.DataFrame({"group_id": ["g00", "g01", "g02"], "year": [None] * 3, "share": [0.01] * 3})
    report = audit([(evidence, programme.truth_of(lines))], Known(register=register))
    assert report.passed, report.exposures
    assert report.counts["worlds"] > 100 and report.tightest["group"] >= 0.15
