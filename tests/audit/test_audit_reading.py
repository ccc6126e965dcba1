"""What is read: false numbers, views, classes, unknowns shared between releases, and what is no target."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from declaration.audit import report as report_module
from declaration.audit.bounds import Bounds
from declaration.audit.evidence import AuditRules, Evidence, Known, Truth
from declaration.audit.reading import read
from declaration.audit.report import MOST_LINES, audit, text
from declaration.audit.worlds import Certificates
from declaration.audit.years import joined, known_anyway

RULES = AuditRules()


def numbers_of(*rows):
    names = ["block", "view", "dimension", "code", "year", "low", "high"]
    return pd.DataFrame(rows, columns=names).assign(number_id=[f"n{i}" for i in range(len(rows))])


@pytest.fixture
def lines(programme):
    return programme.lines_of(*[(f"g{i}", "A1" if i % 2 else "A2", 100.0 + i) for i in range(8)])


def test_a_false_number_is_a_finding(programme, lines):
    total = lines["co2e_t"].sum()
    good = numbers_of(("emissions:co2e_t", "reported", "total", "total", 2024, total - 5, total + 5))
    false = numbers_of(("emissions:co2e_t", "reported", "total", "total", 2024, total + 1, total + 5))
    truth = programme.truth_of(lines)
    assert audit([(Evidence("r1", good), truth)]).passed
    report = audit([(Evidence("r1", false), truth)])
    assert not report.passed and "r1 n0: 828 is not in [829, 833]" in report.findings[0]


@pytest.mark.parametrize(
    "row",
    [
        ("emissions:co2e_t", "odd", "total", "total", 2024, 0.0, 1.0),
        ("emissions:co2e_t", "reported", "rank", "total", 2024, 0.0, 1.0),
        ("emissions:price_t", "reported", "total", "total", 2024, 0.0, 1.0),
        ("emissions:co2e_t", "reported", "total", "total", 1999, 0.0, 1.0),
        ("emissions:co2e_t", "reported", "total", "total", 2024, 2.0, 1.0),
        ("emissions:co2e_t", "reported", "total", "total", 2024, np.nan, np.nan),
        ("driver", "reported", "side", "x", 2024, 0.0, 1.0),
    ],
)
def test_a_number_that_is_not_understood_fails_the_audit(programme, lines, row):
    assert not audit([(Evidence("r1", numbers_of(row)), programme.truth_of(lines))]).passed


def test_the_same_line_is_the_same_unknown_and_rows_meet(programme, lines):
    total = lines["co2e_t"].sum()
    intervals = (("r1", total - 9, total + 3), ("r2", total - 4, total + 7))
    stated = [
        (name, numbers_of(("emissions:co2e_t", "reported", "total", "total", 2024, *ends))) for name, *ends in intervals
    ]
    made = [(Evidence(name, numbers), programme.truth_of(lines)) for name, numbers in stated]
    system = read(made, Known(), RULES).emissions[0]
    assert len(system.amount) == 8 and len(system.low) == 1
    assert (system.low[0], system.high[0]) == (round((total - 4) * 1e6), round((total + 3) * 1e6))
    corrected = lines.assign(co2e_t=lines["co2e_t"].mask(lines["group_id"].eq("g3"), 250.0))
    third = (Evidence("r3", numbers_of()), programme.truth_of(corrected))
    system = read([*made, third], Known(), RULES).emissions[0]
    assert len(system.amount) == 9 and system.current.sum() == 8
    assert {t.group for t in system.targets if t.kind == "correction"} == {system.groups.index("g3")}


def test_views_classes_and_offsets(programme):
    rows = [("a", "A1", "C1", "P1", y, 10.0) for y in (2023, 2024, 2025)] + [("b", "A1", "C2", "P1", 2024, 20.0)]
    lines = programme.lines_of(*rows, ("c", "A1", "C3", "P2", 2024, 30.0), ("c", "A1", "C3", "P2", 2025, 31.0))
    lines.loc[lines["group_id"].eq("b"), "reported"] = False  # left out of `reporters`
    numbers = numbers_of(
        ("emissions:co2e_t", "matched_now", "total", "total", 2024, 10.0, 10.0),
        ("emissions:co2e_t", "matched_before", "total", "total", 2024, 40.0, 40.0),
        ("emissions:co2e_t", "reported", "category", "K", 2024, 57.0, 57.0),
        ("emissions:co2e_t", "reported", "total", "total", 2024, 60.0, 60.0),
    )
    classes = pd.DataFrame({"dimension": ["category"] * 2, "class_code": ["K"] * 2, "code": ["C2", "C3"]})
    truth = replace(programme.truth_of(lines), offsets=pd.DataFrame({"number_id": ["n2"], "amount": [7.0]}))
    reading = read([(Evidence("r1", numbers, classes), truth)], Known(), RULES)
    assert not reading.findings
    system = next(s for s in reading.emissions if s.year == 2024)
    held = [{system.groups[system.owner[col]] for at, col, *_ in system.entries if at == row} for row in range(4)]
    assert held == [{"a"}, {"a", "c"}, {"b", "c"}, {"a", "b", "c"}]


def test_what_is_no_target(programme):
    rows = [("big", "A1", 1000.0), ("free", "A1", 50.0), ("tiny", "A1", 0.5), ("other", "A2", 60.0)]
    lines = programme.lines_of(*rows)
    known = Known(
        register=pd.DataFrame({"group_id": ["big"], "year": [np.nan], "share": [0.02]}),
        waivers=pd.DataFrame({"group_id": ["free"], "year": [2024]}),
    )
    system = read(
        [(programme.published(lines, ("area",), share=0), programme.truth_of(lines))], known, RULES
    ).emissions[0]
    assert {system.groups[t.group] for t in system.targets} == {"other"}
    assert system.public.sum() == 1 and len(system.low) == 3


def test_a_part_of_a_registered_total_stays_a_target(programme):
    lines = programme.lines_of(("big", "A1", 1000.0), ("big", "A2", 300.0), *[(f"g{i}", "A1", 500.0) for i in range(5)])
    known = Known(register=pd.DataFrame({"group_id": ["big"], "year": [2024], "share": [0.02]}))
    system = read([(programme.published(lines, ("total",)), programme.truth_of(lines))], known, RULES).emissions[0]
    assert {t.cell for t in system.targets if system.groups[t.group] == "big"} >= {"area A1", "area A2"}


def test_a_line_that_changed_hands_is_known_to_both(programme, lines):
    sold = lines.assign(group_id=lines["group_id"].replace("g3", "g4"))
    truths = [programme.truth_of(frame) for frame in (lines, sold)]
    system = read(
        [(Evidence(n, numbers_of()), t) for n, t in zip(("r1", "r2"), truths, strict=True)], Known(), RULES
    ).emissions[0]
    col = next(c for c, line in enumerate(system.lines) if line[0] == "m-g3")
    assert {system.groups[g] for g in np.flatnonzero(system.knows[:, col])} == {"g3", "g4"}
    assert system.groups[system.owner[col]] == "g4"


def test_the_text_is_short_whatever_was_found(programme):
    lines = programme.made_lines(7, members=8, years=1)
    evidence = programme.published(lines, ("total", "area", "category", "park"), share=0)
    report = audit([(evidence, programme.truth_of(lines))])
    report.findings.extend(f"a finding {i}" for i in range(80))
    said = text(report).splitlines()
    assert "must not be published" in said[0] and len(said) <= MOST_LINES
    assert "80 findings in all" in said[-1] or f"{len(report.findings)} findings in all" in said[-1]


@pytest.mark.parametrize(("silent", "says"), [("certify", "bounds"), ("bound", "worlds")])
def test_one_algorithm_alone_fails_the_audit(programme, monkeypatch, silent, says):
    """One of the two sees nothing: the other still stops the release, and a contradicted bound is said."""
    lines = programme.lines_of(("giant", "A1", 1000.0), ("b", "A1", 20.0), ("c", "A1", 30.0), ("c", "A2", 90.0))
    history = [(programme.published(lines, ("total", "area"), share=0), programme.truth_of(lines))]
    nothing = {"certify": lambda system, *_: Certificates(system), "bound": lambda *_: Bounds()}[silent]
    monkeypatch.setattr(report_module, silent, nothing)
    report = audit(history, rules=AuditRules(joint_change=()))
    assert not report.passed and set(report.exposures["found_by"]) == {says}
    assert any("disagree" in what for what in report.findings) == (says == "bounds")


def test_a_sum_that_nobody_is_in(programme, lines):
    numbers = numbers_of(("driver", "side", "side", "x", 2024, 0.0, 0.0))
    assert audit([(Evidence("r1", numbers), programme.truth_of(lines))]).passed
    numbers = numbers_of(("driver", "side", "side", "x", 2024, 3.0, 4.0))
    assert not audit([(Evidence("r1", numbers), programme.truth_of(lines))]).passed


def test_what_the_register_proves_over_the_years_is_not_ours(programme):
    """A total that is public in one year, and moves little, is known in the next without us."""
    rows = [(g, "A1", "C0", "P0", y, 100.0 + i) for i, g in enumerate("abcdef") for y in (2023, 2024)]
    lines = programme.lines_of(*rows)
    known = Known(register=pd.DataFrame({"group_id": ["a"], "year": [2023], "share": [0.01]}))
    history = [(programme.published(lines, ("total",)), programme.truth_of(lines))]
    reading = read(history, known, RULES)
    system = joined(reading.emissions, 0.1)
    target = next(t for t in system.targets if t.year == 2024 and system.groups[t.group] == "a")
    assert known_anyway(system, target, (), 0.15)
    assert audit(history, known).passed


def test_nothing_released_passes():
    report = audit([(Evidence("r1", numbers_of()), Truth())])
    assert report.passed and report.counts["targets"] == 0
