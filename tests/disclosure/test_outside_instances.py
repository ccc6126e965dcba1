"""The gate against published worked examples, and against what τ-ARGUS finds on the same instances.

Where each comes from, under which licence, and how its optimum is known: `outside/README.md`.
"""

import csv
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from declaration.disclosure.attack import Attack, attack
from declaration.disclosure.problem import Problem
from declaration.disclosure.suppress import Suppression, suppress
from tests.disclosure.jj import Instance, problem_of, read_jj, write_jj
from tests.disclosure.second_attacker import interval, succeeding

OUTSIDE = Path(__file__).parent / "outside"
OPTIMA = {
    row["instance"]: float(row["optimum"])
    for row in csv.DictReader((OUTSIDE / "optima.csv").read_text(encoding="utf-8").splitlines())
}
#: those with few enough cheaper patterns to try them all
SMALL = ["fischetti_salazar", "tau_argus_region_gender", "hierarchy_35", "two_way_35"]
OUTSIDER = frozenset()


def instance(name: str) -> Instance:
    return read_jj(OUTSIDE / f"{name}.jj")


@cache
def solved(name: str) -> Suppression:
    """What the gate hides; asked for by several tests."""
    whole = instance(name)
    return suppress(problem_of(whole), whole.sensitive)


def by_the_gate(problem: Problem, cell: int, hidden: frozenset[int]) -> tuple[float, float]:
    """The interval that the gate's own attacker finds for a cell."""
    n = len(problem.values)
    aim = sparse.csr_matrix(([1.0], ([0], [cell])), shape=(1, n))
    one = replace(
        problem,
        targets=aim,
        need_low=problem.values[[cell]],
        need_high=problem.values[[cell]],
        target_owner=np.array([-1]),
        target_rows=None,
    )
    (component,) = one.components()
    attempt = Attack(component)
    attempt.show(hidden)
    return attempt.bound(OUTSIDER, 0, -1), attempt.bound(OUTSIDER, 0, 1)


def test_geurts_table_of_the_handbook():
    """x11 x12 | 7 / x21 x22 | 3 / 3 3 | 6 / 9 7 | 16, all ≥ 0 (Handbook, example 3).

    Let x11 = t. Then x12 = 7 - t, x21 = (9 - 3) - t = 6 - t and x22 = 3 - x21 = t - 3. None is below zero for t from
    3 to 6 and no other t, so x11 lies in [3, 6], x12 in [1, 4], x21 and x22 in [0, 3]. The Handbook gives the first.
    """
    cells = np.array([4.0, 3.0, 2.0, 1.0])  # one of the worlds that fit
    sums = sparse.csr_matrix([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], dtype=float)
    right = np.array([7.0, 3.0, 6.0, 4.0])
    whole = Instance(
        "geurts", cells, cells, np.array(["u"] * 4), cells * 0, cells * np.inf, *[cells * 0] * 3, sums, right
    )
    problem = problem_of(whole)
    every = frozenset(range(4))
    for cell, expected in enumerate([(3, 6), (1, 4), (0, 3), (0, 3)]):
        assert by_the_gate(problem, cell, every) == pytest.approx(expected)
        assert interval(problem, np.eye(4)[cell], every) == pytest.approx(expected)


def test_the_introductory_table_of_fischetti_and_salazar():
    """20 50 10 | 80 / 8 19 22 | 49 / 17 32 12 | 61 / 45 101 44 | 190, rows II and III of columns A and C hidden.

    Let IIC = t. Row II: IIA = 49 - 19 - t = 30 - t. Column C: IIIC = 44 - 10 - t = 34 - t. Column A: IIIA = 45 - 20 -
    IIA = t - 5. None is below zero for t from 5 to 30: IIC lies in [5, 30], as printed; IIA in [0, 25], IIIA in
    [0, 25] and IIIC in [4, 29].
    """
    problem = problem_of(instance("fischetti_salazar"))
    hidden = {9: (0, 25), 11: (5, 30), 13: (0, 25), 15: (4, 29)}
    assert problem.values[list(hidden)].tolist() == [8, 22, 17, 12]
    for cell, expected in hidden.items():
        assert by_the_gate(problem, cell, frozenset(hidden)) == pytest.approx(expected)
        assert interval(problem, np.eye(16)[cell], hidden) == pytest.approx(expected)
    # asked for just this interval, the gate hides just these cells; with one of them less the table is open
    assert suppress(problem, frozenset({11})).hidden == frozenset(hidden)


def test_the_pattern_that_tau_argus_is_tested_with():
    """Region × gender with A/female unsafe: τ-ARGUS must hide A/male, C/male and C/female, and nothing else."""
    problem = problem_of(instance("tau_argus_region_gender"))
    assert suppress(problem, frozenset({5})).hidden == frozenset({4, 5, 10, 11})


@pytest.mark.parametrize("name", sorted(OPTIMA))
def test_the_gate_protects_at_the_known_least_cost(name):
    whole = instance(name)
    problem = problem_of(whole)
    assert attack(problem, whole.sensitive), "with the sensitive cells alone hidden the table is open"
    found = solved(name)
    assert found.exposures == ()
    assert found.hidden >= whole.sensitive
    assert not found.hidden & whole.fixed
    assert list(succeeding(problem, found.hidden)) == []
    assert whole.cost(found.hidden) == pytest.approx(OPTIMA[name])
    assert found.optimal


@pytest.mark.parametrize("name", sorted(OPTIMA))
def test_both_attackers_agree_on_every_pattern_that_hides_one_cell_less(name):
    whole = instance(name)
    problem = problem_of(whole)
    hidden = solved(name).hidden
    for cell in sorted(hidden - whole.sensitive):
        less = hidden - {cell}
        by_one = {e.target for e in attack(problem, less)}
        assert by_one == {target for _, target, _, _ in succeeding(problem, less)}
        assert by_one or not whole.weight[cell], "a cell that nobody needs hidden was hidden"


@pytest.mark.parametrize("name", SMALL)
def test_no_cheaper_pattern_protects(name):
    whole = instance(name)
    problem = problem_of(whole)
    touches = (whole.equations != 0).toarray()
    tried = 0
    for pattern in cheaper(whole, OPTIMA[name]):
        tried += 1
        # a cell alone in its equation follows from it: hiding it costs something and helps nobody
        alone = (touches[:, sorted(pattern)].sum(axis=1) == 1).any()
        assert alone or next(succeeding(problem, pattern), None) is not None, sorted(pattern)
    assert tried > 1


def cheaper(whole: Instance, cost: float) -> Iterator[frozenset[int]]:
    """Every pattern of less than `cost`."""
    cells = [int(n) for n in np.argsort(whole.weight) if whole.status[n] == "s"]

    def grow(place: int, pattern: frozenset[int], spent: float) -> Iterator[frozenset[int]]:
        yield pattern
        for later, cell in enumerate(cells[place:], place):
            if spent + whole.weight[cell] >= cost - 1e-9:
                break
            yield from grow(later + 1, pattern | {cell}, spent + whole.weight[cell])

    return grow(0, whole.sensitive, 0.0)


def test_cells_that_must_be_shown_make_the_gate_say_that_it_cannot_protect():
    whole = instance("fischetti_salazar")
    stuck = replace(whole, status=np.where(whole.status == "s", "z", whole.status))
    found = suppress(problem_of(stuck), stuck.sensitive)
    assert {e.target for e in found.exposures} == {0}
    assert found.hidden == stuck.sensitive


@pytest.mark.parametrize("name", sorted(OPTIMA))
def test_an_instance_survives_being_written(name, tmp_path):
    whole = instance(name)
    write_jj(whole, tmp_path / f"{name}.jj")
    again = read_jj(tmp_path / f"{name}.jj")
    for field in ("value", "weight", "status", "lower", "upper", "lpl", "upl", "spl", "right"):
        assert (getattr(again, field) == getattr(whole, field)).all()
    assert (again.equations != whole.equations).nnz == 0
