"""A world counts only if every row adds up again exactly; what was tampered with is refused."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declaration.audit.evidence import AuditRules, Known
from declaration.audit.exact import PARTS, fitted, reaches, refusal, row_sums
from declaration.audit.reading import read
from declaration.audit.worlds import certify
from declaration.audit.years import ScaledModel, certify_years, joined

P = Fraction(15, 100)


@pytest.fixture
def systems(programme):
    lines = programme.made_lines(4, members=15, years=2)
    evidence = programme.published(lines, ("total", "area", "category"), blocks=("co2e_t", "ttw_t"), share=0.02)
    return read([(evidence, programme.truth_of(lines))], Known(), AuditRules()).emissions


def test_found_worlds_fit_and_tampered_ones_do_not(systems):
    system = systems[0]
    made = certify(system, 0.15, np.ones((len(system.groups),) * 2, dtype=bool))
    assert len(made.worlds) > 50
    for world in made.worlds[::10]:
        assert not refusal(system, world)
        col = int(np.flatnonzero(world)[0])
        far = world.copy()
        far[col] += int(system.high.max() - system.low.min())
        assert "does not add up" in refusal(system, far)
        below = world.copy()
        below[col] = -1
        assert "negative" in refusal(system, below) or "does not add up" in refusal(system, below)


def test_one_unit_outside_the_interval_is_refused(systems):
    system = systems[0]
    col = system.entries[0][1]
    spare = min(int(system.high[row]) - system.sums[row] for row, num, den in system.by_column[col] if den == 1)
    edge = system.amount.copy()
    edge[col] += spare
    over = edge.copy()
    over[col] += 1
    whole_rows = {system.labels[row] for row, _, den in system.by_column[col] if den == 1}
    assert refusal(system, edge) == "" or not any(label in refusal(system, edge) for label in whole_rows)
    assert any(label in refusal(system, over) for label in whole_rows)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), size=st.sampled_from([3, 10**4, 10**9]))
def test_both_ways_of_adding_up_agree(systems, seed, size):
    system, rng = systems[0], np.random.default_rng(seed)
    amounts = system.amount.copy()
    moved = rng.choice(len(amounts), 5, replace=False)
    amounts[moved] = np.maximum(amounts[moved] + rng.integers(-size, size, 5), 0)
    assert bool(refusal(system, amounts)) == bool(refusal(system, [Fraction(int(a)) for a in amounts]))
    changed = np.flatnonzero(amounts != system.amount).tolist()
    for row, (least, most) in row_sums(system, amounts, changed).items():
        exact = sum(Fraction(num, den) * int(amounts[col]) for r, col, num, den in system.entries if r == row)
        assert least <= exact * PARTS <= most <= least + len(changed)


def test_a_figure_reaches_its_end_to_the_gram(systems):
    target = next(t for t in systems[0].targets if t.whole and len(t.cols) == 1)
    for upward in (True, False):
        amounts, col = systems[0].amount.copy(), target.cols[0]
        shift = -(-P.numerator * target.value // P.denominator)
        amounts[col] += shift if upward else -shift
        assert reaches(target, amounts, P, upward)
        amounts[col] -= 2 if upward else -2
        assert not reaches(target, amounts, P, upward)


def test_moves_are_repaired_where_sums_are_known_to_the_gram(programme):
    lines = programme.made_lines(5, members=12, years=1)
    evidence = programme.published(lines, ("total", "area", "category"), share=0)
    system = read([(evidence, programme.truth_of(lines))], Known(), AuditRules()).emissions[0]
    made = certify(system, 0.15, np.eye(len(system.groups), dtype=bool))
    assert made.worlds and all(not refusal(system, world) for world in made.worlds)
    moves = np.zeros(len(system.amount))
    moves[0] = 5e6  # nobody makes up for it, so all that fits is not to move
    assert (fitted(system, moves) == system.amount).all()


def test_worlds_over_all_years_keep_the_assumed_changes(systems):
    system = joined(systems, 0.1)
    made = certify_years(system, 0.15, np.eye(len(system.groups), dtype=bool))
    assert made.worlds and system.links
    for world in made.worlds[::20]:
        assert not refusal(system, world)
    link = next(link for link in system.links if not link.least and system.amount[link.later] > 10**7)
    world = system.amount.copy()
    world[link.earlier] //= 2
    assert refusal(system, world)


def test_scaled_worlds_scale_a_line_alike(systems):
    system = joined(systems, 0.1)
    model, nobody, made = ScaledModel(system), np.zeros(len(system.amount), dtype=bool), 0
    for group in range(len(system.groups)):
        own = system.owner == group
        moves = model.propose(nobody, fixed=np.where(own, 0.15 * system.amount / 10**6, np.nan))
        if moves is not None:
            made += 1
            factors = {
                (line, round(m / a, 6)) for line, m, a in zip(system.lines, moves * 10**6, system.amount, strict=True)
            }
            assert len(factors) == len(set(system.lines))
            assert moves[own] * 10**6 == pytest.approx(0.15 * system.amount[own])
    assert made
