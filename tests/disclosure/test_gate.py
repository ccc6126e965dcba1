"""The gate on small populations: what it lets through stands every attack of a second, independent attacker."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declaration.audit.evidence import AuditRules, Evidence, Truth
from declaration.audit.report import audit
from declaration.disclosure.gate import Published, classes_of, decide
from declaration.disclosure.system import Knowledge
from tests.disclosure.conftest import CATEGORIES, PARKS, edition, population

FAMILIES = {"category": dict.fromkeys(CATEGORIES, "all"), "park": dict.fromkeys(PARKS, "all")}
NUMBER = ["number_id", "block", "view", "dimension", "code", "year", "low", "high"]


def decided(lines, rules, history=(), classes=None, **more):
    classes = classes_of(lines, FAMILIES, rules) if classes is None else classes
    return decide(edition(lines), list(history), classes, rules, Knowledge(), **more)


def audited(decisions, truths, rules, *, joint=()):
    """The auditor's verdict on what was given out, release by release."""
    history = [
        (
            Evidence(f"r{n}", d.new[d.new["status"].ne("withheld")][NUMBER], d.classes),
            Truth(lines, lines[["member_id", "year"]].drop_duplicates()),
        )
        for n, (d, lines) in enumerate(zip(decisions, truths, strict=True))
    ]
    return audit(history, rules=AuditRules(p=rules.running, joint_change=joint, pairs=False))


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.floats(0.3, 2.2))
def test_on_skewed_populations_the_auditor_never_beats_the_gate(rules, seed, spread):
    lines = population(seed, spread=spread)
    made = decided(lines, rules)
    report = audited([made], [lines], rules)
    assert report.exposures.empty, report.exposures
    assert made.exposures == ()


def test_the_total_and_the_areas_of_an_even_population_are_published_in_full(rules):
    made = decided(population(3, spread=0.5, years=2), rules)
    shown = made.numbers[made.numbers["dimension"].isin(["total", "area"]) & made.numbers["view"].eq("reported")]
    assert set(shown["status"]) == {"released"}


def test_a_published_amount_is_rounded_and_its_interval_holds_the_truth(rules):
    lines = population(5)
    made = decided(lines, rules)
    total = made.numbers.set_index("number_id").loc["emissions:co2e_t/reported/total/total/2021"]
    assert total["amount"] % total["step"] == 0
    assert total["low"] <= lines["co2e_t"].sum() <= total["high"]
    assert total["step"] >= rules.rounding_least_t


def test_a_withheld_cell_has_no_value_anywhere(rules):
    lines = population(7, spread=2.2)
    lines.loc[lines["member_id"].eq("m00"), "co2e_t"] *= 40
    made = decided(lines, rules)
    withheld = made.numbers[made.numbers["status"].eq("withheld")]
    assert len(withheld)
    assert withheld[["amount", "low", "high", "step"]].isna().all().all()


def test_what_is_hidden_in_one_year_is_hidden_in_all(rules):
    lines = population(11, years=2, spread=0.4)
    # in one year a single member makes out nearly all of an area
    lines.loc[lines["area"].eq("buildings") & lines["member_id"].eq("m01") & lines["year"].eq(2022), "co2e_t"] = 5e5
    made = decided(lines, rules)
    area = made.numbers[made.numbers["code"].eq("buildings") & made.numbers["view"].eq("reported")]
    own = area[area["block"].eq("emissions:co2e_t")]
    assert set(own["status"]) == {"withheld"}
    assert set(own["year"]) == {2021, 2022}


def test_history_stands_and_a_single_correction_is_not_republished(rules):
    lines = population(13, spread=0.5)
    first = decided(lines, rules)
    corrected = lines.copy()
    corrected.loc[corrected["member_id"].eq("m04"), "co2e_t"] *= 3
    before = [Published(edition(lines), first.new)]
    for revise in (False, True):
        second = decided(corrected, rules, before, first.classes, revise=revise)
        assert second.new.empty
        old = first.numbers.set_index("number_id")["amount"]
        new = second.numbers.set_index("number_id")["amount"]
        pd.testing.assert_series_equal(old, new)
        assert "pending" in set(second.numbers["status"])


def test_a_batch_of_corrections_is_taken_in_once_a_year(rules):
    lines = population(17, spread=0.3)
    first = decided(lines, rules)
    corrected = lines.copy()
    amounts = [column for column in lines if column.endswith("_t")]
    corrected[amounts] = lines[amounts].mul(np.where(np.arange(len(lines)) % 2, 1.3, 1.2), axis=0)
    before = [Published(edition(lines), first.new)]
    second = decided(corrected, rules, before, first.classes, revise=True)
    total = "emissions:co2e_t/reported/total/total/2021"
    assert total in set(second.new["number_id"])
    now = second.numbers.set_index("number_id").loc[total]
    assert now["low"] <= corrected["co2e_t"].sum() <= now["high"]
    assert audited([first, second], [lines, corrected], rules).exposures.empty


def test_what_was_withheld_stays_withheld_when_another_year_comes(rules):
    lines = population(11, years=2, spread=0.4)
    lines.loc[lines["area"].eq("buildings") & lines["member_id"].eq("m01") & lines["year"].eq(2021), "co2e_t"] = 5e5
    first_lines = lines[lines["year"].eq(2021)]
    first = decided(first_lines, rules)
    second = decided(lines, rules, [Published(edition(first_lines), first.new)], first.classes)
    own = second.numbers[second.numbers["code"].eq("buildings") & second.numbers["block"].eq("emissions:co2e_t")]
    assert set(own.loc[own["view"].eq("reported"), "status"]) == {"withheld"}
    assert set(own.loc[own["view"].eq("reported"), "year"]) == {2021, 2022}


def test_a_joiner_and_a_leaver_between_two_releases_are_not_told(rules):
    lines = population(19, years=2, spread=0.4)
    first_lines = lines[lines["year"].eq(2021) & lines["member_id"].ne("m05")]
    left = lines["year"].eq(2022) & lines["member_id"].eq("m06")
    joined = lines["year"].eq(2021) & lines["member_id"].eq("m05")
    second_lines = lines[~left & ~joined]
    first = decided(first_lines, rules)
    second = decided(second_lines, rules, [Published(edition(first_lines), first.new)], first.classes)
    report = audited([first, second], [first_lines, second_lines], rules, joint=(0.10,))
    assert report.exposures.empty, report.exposures
    totals = second.numbers[second.numbers["code"].eq("total") & second.numbers["view"].eq("reported")]
    assert set(totals["status"]) == {"released"}


@pytest.mark.parametrize("p", [0.15, 0.25])
def test_hiding_never_gets_cheaper_when_the_rule_tightens(rules, p):
    lines = population(23, spread=1.6)
    classes = classes_of(lines, FAMILIES, rules)
    loose = decided(lines, rules.model_copy(update={"running": 0.10, "promise": 0.10}), classes=classes)
    tight = decided(lines, rules.model_copy(update={"running": p}), classes=classes)
    assert tight.suppression.cost >= loose.suppression.cost
