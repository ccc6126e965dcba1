"""Peer statistics: the attack on half means, and each rule broken once."""

import pandas as pd
import pytest

from declaration.audit.evidence import NUMBER_COLUMNS, PEER_COLUMNS, AuditRules, Evidence, Truth, empty
from declaration.audit.peers import broken_rules
from declaration.audit.report import audit

BOTH = "bounds and worlds"


def peers_of(values, rows, name="r1"):
    """One code, one peer group; rows: (n, band, half, low, high)."""
    groups = [f"g{i:02}" for i in range(len(values))]
    code, year = "kg_per_tkm", 2024
    truth = Truth(
        intensities=pd.DataFrame({"group_id": groups, "code": code, "year": year, "amount": values}),
        peer_groups=pd.DataFrame({"code": code, "peer_group": "all", "year": year, "group_id": groups}),
    )
    made = [("g00", code, year, "all", n, band, half, low, high) for n, band, half, low, high in rows]
    return Evidence(name, empty(NUMBER_COLUMNS), peers=pd.DataFrame(made, columns=PEER_COLUMNS)), truth


def half_rows(values, width):
    ordered, n = sorted(values), len(values)
    lower, upper = ordered[: n // 2], ordered[n - n // 2 :]
    means = [("lower", sum(lower) / len(lower)), ("upper", sum(upper) / len(upper))]
    return [(n, "quarter_1", half, mean - width, mean + width) for half, mean in means]


EVEN = [0.05 + 0.001 * i for i in range(14)]


def test_even_halves_are_safe():
    report = audit([peers_of(EVEN, half_rows(EVEN, 0.0005))])
    assert report.passed
    assert report.counts["targets"] == 14


def test_half_means_of_five_peers_break_the_rules():
    values = EVEN[:10]
    report = audit([peers_of(values, half_rows(values, 0.0005))])
    assert not report.passed
    assert any("half of 10 groups must not be shown" in what for what in report.findings)
    assert any("does not fit" in what for what in report.findings)


def test_a_half_that_one_group_fills_is_exposed():
    values = [*([0.0001] * 6), *EVEN[:5], 3.0]
    report = audit([peers_of(values, half_rows(values, 0.0001))])
    found = report.exposures[report.exposures["group"].eq("g11")]
    assert found["found_by"].tolist() == [BOTH] and found["kind"].tolist() == ["outsider"]
    assert any("above 50%" in what for what in report.findings)


def test_two_releases_of_halves_are_attacked_together():
    """One group is corrected, all else stands: the mean's change gives the correction."""
    changed = [*EVEN[:-1], EVEN[-1] + 0.02]
    first = peers_of(EVEN, half_rows(EVEN, 1e-6))
    second = peers_of(changed, half_rows(changed, 1e-6), "r2")
    found = audit([first, second]).exposures
    assert set(found["group"]) == {"g13"} and set(found["found_by"]) == {BOTH}


def test_a_half_mean_that_is_not_the_truth():
    report = audit([peers_of(EVEN, [(14, "quarter_1", "lower", 1.0, 1.1)])])
    assert any("is not in" in what for what in report.findings)


@pytest.mark.parametrize(
    ("values", "row", "says"),
    [
        (EVEN[:5], (5, "above", "", None, None), "fewer than 6"),
        (EVEN[:6], (7, "above", "", None, None), "says 7 groups"),
        (EVEN[:6], (6, "quarter_1", "", None, None), "does not fit"),
        (EVEN[:9], (9, "above", "", None, None), "does not fit"),
        (EVEN[:12], (12, "rank_3", "", None, None), "does not fit"),
        (EVEN[:12], (12, "quarter_1", "p90", 0.1, 0.2), "p90 half"),
        (EVEN[:12], (12, "quarter_1", "", 0.1, 0.2), "holds a value"),
        (EVEN[:12], (12, "", "", None, None), "neither"),
    ],
)
def test_each_rule_broken_is_said(values, row, says):
    evidence, truth = peers_of(values, [row])
    assert any(says in what for what in broken_rules(evidence.peers, truth, AuditRules()))


@pytest.mark.parametrize(
    ("n", "band"), [(6, "above"), (8, "below"), (9, "lower_third"), (11, "upper_third"), (12, "quarter_4")]
)
def test_a_band_that_fits_is_fine(n, band):
    evidence, truth = peers_of(EVEN[:n], [(n, band, "", None, None)])
    assert not broken_rules(evidence.peers, truth, AuditRules())
