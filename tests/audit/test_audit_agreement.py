"""On small random programmes both algorithms agree with a plain linear program written here from the frames."""

import itertools

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from declaration.audit.bounds import Tightest, bound
from declaration.audit.evidence import AuditRules, Known
from declaration.audit.reading import read
from declaration.audit.worlds import certify

P = 0.15
#: reaches so near p that whole grams decide are no examples
NEAR = 2e-4
#: no amount is larger, so that the plain program is never unbounded
FAR = 1e6

amounts = st.floats(1.5, 3000).map(lambda t: round(t, 3))
cells = st.tuples(
    st.sampled_from(["A1", "A2", "A3"]), st.sampled_from(["C1", "C2"]), amounts, st.sampled_from([1, 1, 1, 1, 1, -1])
)
groups = st.lists(st.lists(cells, min_size=1, max_size=3, unique_by=lambda line: line[:2]), min_size=3, max_size=5)


def plain_reach(lines, numbers, target, known, upward):
    """(U - x)/x or (x - L)/x of the group's lines in `target`; unknown are sizes, signs (returns) are public."""
    a, b = [], []
    sign, size = np.sign(lines["co2e_t"]), lines["co2e_t"].abs()
    for number in numbers.itertuples():
        row = sign if number.dimension == "total" else sign * lines[number.dimension].eq(number.code)
        a += [row, -row]
        b += [number.high + 1e-6, -number.low + 1e-6]
    own = lines["group_id"].isin(known)
    limits = [(t, t) if o else (0, FAR) for t, o in zip(size, own, strict=True)]
    x = float((target * size).sum())
    cost = -target if upward else target
    found = linprog(cost, A_ub=np.array(a), b_ub=b, bounds=limits, method="highs")
    assert found.status == 0
    return (-found.fun - x) / x if upward else (x - found.fun) / x


def system_of(programme, lines, share, hide):
    evidence = programme.published(lines, ("total", "area", "category"), share=share, hide=hide)
    history = [(evidence, programme.truth_of(lines))]
    return evidence.numbers, read(history, Known(), AuditRules()).emissions[0]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=groups, share=st.sampled_from([0.0, 0.005, 0.05]), hidden=st.sets(st.sampled_from(["A1", "A2", "C1"])))
def test_three_ways_to_the_same_answer(programme, made, share, hidden):
    rows = [(f"g{i}", a, c, "P", 2024, t * sign) for i, lines in enumerate(made) for a, c, t, sign in lines]
    lines = programme.lines_of(*rows)
    hide = {("area" if code[0] == "A" else "category", code) for code in hidden}
    numbers, system = system_of(programme, lines, share, hide)
    everyone = range(len(system.groups))
    bounds = bound(system, P, [(g,) for g in everyone], Tightest(0.5, 0.5))
    certificates = certify(system, P, np.ones((len(system.groups),) * 2, dtype=bool))
    column = {(line[1], line[2], system.groups[system.owner[c]]): c for c, line in enumerate(system.lines)}
    place = [column[key] for key in zip(lines["area"], lines["category"], lines["group_id"], strict=True)]
    least = {True: 0.5, False: 0.5}
    for (index, target), upward in itertools.product(enumerate(system.targets), (True, False)):
        weights = np.zeros(len(system.amount))
        weights[target.cols] = target.weights
        unproven = certificates.unproven.get((index, upward))
        others = [g for g in everyone if g != target.group]
        outsider = plain_reach(lines, numbers, weights[place], [], upward)
        assume(abs(outsider - P) > NEAR)
        assert ((index, upward, ()) in bounds.short) == (outsider < P)
        assert bool(unproven and unproven.outsider) == (outsider < P)
        for who in [*((g,) for g in others), *itertools.combinations(others, 2)]:
            reach = plain_reach(lines, numbers, weights[place], [system.groups[g] for g in who], upward)
            assume(abs(reach - P) > NEAR)
            by_worlds = bool(unproven and (unproven.outsider or unproven.pairs[who[0], who[-1]]))
            assert by_worlds == (reach < P), (target.cell, who, upward, reach)
            if len(who) == 1:
                by_bounds = any((index, upward, w) in bounds.short for w in ((), who))
                assert by_bounds == (reach < P), (target.cell, who, upward, reach)
                if (index, upward, who) in bounds.short:
                    assert abs(bounds.short[index, upward, who] - reach) < 1e-4
                least[upward] = min(least[upward], reach)
    smallest = min(least.values())
    if smallest >= P:
        assert abs(bounds.tightest.member - smallest) < 1e-4
