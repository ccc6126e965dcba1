"""Levers that the better half reports: told only where nobody's taking part can be told from it."""

import itertools

import pandas as pd
import pytest

from declaration.audit.evidence import AuditRules, Evidence, Truth
from declaration.audit.levers import lever_findings
from declaration.disclosure.levers import HALF, LEVERS_OF, TOLD, better_halves, lever_statements, may_be_told, told_to
from declaration.disclosure.peers import PeerResult, PeerRules, peer_statistics
from declaration.disclosure.rules import read_rules
from declaration.home import DATA

RULES = PeerRules()
WITHOUT = 2
CLASSES = pd.DataFrame({"category": ["haulier", "port"], "family": ["transport", "sites"]})


def peers_of(amounts: dict[str, float], year: int = 2024, code: str = "tkm", **categories: str) -> PeerResult:
    """Peer statistics of groups with these amounts, one member each."""
    made = pd.DataFrame({"member_id": list(amounts), "group_id": list(amounts), "amount": list(amounts.values())})
    made = made.assign(code=code, year=year, denominator=1.0, numerator_t=1.0)
    made["category"] = [categories.get(name, "haulier") for name in amounts]
    return peer_statistics(made, CLASSES, RULES)


def ladder(n: int, prefix: str = "g") -> dict[str, float]:
    """n groups, the best first."""
    return {f"{prefix}{place:02}": 10.0 + place for place in range(n)}


def reported(groups, lever: str = "carrier_switch", year: int = 2024) -> pd.DataFrame:
    return pd.DataFrame({"group_id": list(groups), "year": year, "lever_code": lever})


def names(places, prefix: str = "g") -> list[str]:
    return [f"{prefix}{place:02}" for place in places]


def told(peers: PeerResult, by: pd.DataFrame, **before) -> set[str]:
    return set(lever_statements(peers, by, RULES, WITHOUT, **before).new["lever_code"])


def test_the_file_of_rules_says_what_is_tested_here():
    rules = read_rules(DATA / "disclosure" / "rules.toml")
    assert (rules.peers_half_least, rules.peers_levers_without) == (RULES.half_least, WITHOUT)


def test_each_lever_of_an_intensity_exists():
    known = set(pd.read_csv(DATA / "accounting" / "lever_areas.csv")["lever_code"])
    assert {lever for levers in LEVERS_OF.values() for lever in levers} == known


@pytest.mark.parametrize(
    ("with_it", "is_told"), [(0, False), (5, False), (6, True), (7, True), (8, False), (9, False), (10, False)]
)
def test_enough_take_part_and_enough_do_not_with_any_one_left_out(with_it, is_told):
    # 20 groups: the better half has ten; six to seven leave five or more who do it and two or more who do not
    assert told(peers_of(ladder(20)), reported(names(range(with_it)))) == ({"carrier_switch"} if is_told else set())


def test_what_the_worse_half_does_is_not_counted():
    assert told(peers_of(ladder(20)), reported(names(range(5, 20)))) == set()


def test_another_year_s_measures_and_levers_of_other_intensities_are_not_counted():
    peers = peers_of(ladder(20))
    assert told(peers, reported(names(range(6)), year=2023)) == set()
    assert told(peers, reported(names(range(6)), lever="packaging_reduce")) == set()


def test_of_a_small_peer_group_nothing_is_told():
    assert told(peers_of(ladder(11)), reported(names(range(11)))) == set()


def test_only_the_largest_peer_group_and_the_newest_year_are_looked_at():
    hauliers, ports = ladder(13), ladder(4, "p")
    old = peers_of(ladder(13), year=2023)
    both = peers_of(hauliers | ports, **dict.fromkeys(ports, "port"))
    together = PeerResult(
        *(pd.concat([getattr(old, name), getattr(both, name)], ignore_index=True) for name in vars(old))
    )
    halves = better_halves(together, RULES)
    assert set(halves["year"]) == {2024}
    # the ports have no peers of their own and are compared with everyone
    assert set(halves["peer_group"]) == {"everyone"}
    assert len(halves) == 9


def test_a_lever_that_joiners_of_the_half_bring_is_not_told():
    """Half of 2023: g00-g09. 2024: g09 falls, g10 rises; with g10 six do it, without it five."""
    first = lever_statements(peers_of(ladder(20), year=2023), reported([]), RULES, WITHOUT)
    amounts = ladder(20)
    amounts["g09"], amounts["g10"] = amounts["g10"], amounts["g09"]
    now = peers_of(amounts)
    before = {"told_before": first.told, "halves_before": first.halves}
    assert told(now, reported([*names(range(5)), "g10"]), **before) == set()
    assert told(now, reported(names(range(6))), **before) == {"carrier_switch"}


def test_what_was_told_is_not_told_again_and_not_taken_back():
    first = lever_statements(peers_of(ladder(20), year=2023), reported(names(range(6)), year=2023), RULES, WITHOUT)
    later = lever_statements(peers_of(ladder(20)), reported(names(range(7))), RULES, WITHOUT, first.told, first.halves)
    assert later.new.empty
    assert later.told.equals(first.told)
    gone = lever_statements(peers_of(ladder(20)), reported([]), RULES, WITHOUT, first.told, first.halves)
    assert gone.told.equals(first.told)


def test_whoever_has_a_better_band_to_reach_is_told_then_and_later():
    peers = pd.concat([peers_of(ladder(20), year=year).peers for year in (2023, 2024, 2025)])
    statements = pd.DataFrame([("tkm", "haulier", 2024, "carrier_switch")], columns=TOLD)
    readers = set(told_to(statements, peers)["reader"])
    assert readers == set(names(range(5, 20)))
    assert told_to(statements, peers[peers["year"].eq(2023)]).empty
    assert told_to(statements.assign(peer_group="everyone"), peers).empty


def test_nobody_s_taking_part_can_be_told_alone_or_by_two():
    """All ways of taking part that give the same statement, for each number: each group could do the other thing."""
    half = range(9)
    for count in half:
        if not may_be_told(count, len(half) - count, RULES.half_least, WITHOUT):
            continue
        truth = [place < count for place in half]
        worlds = [
            world
            for world in itertools.product((True, False), repeat=len(half))
            if may_be_told(sum(world), len(half) - sum(world), RULES.half_least, WITHOUT)
        ]
        for insiders in itertools.combinations(half, 2):
            fitting = [w for w in worlds if all(w[place] == truth[place] for place in insiders)]
            for target in set(half) - set(insiders):
                assert {world[target] for world in fitting} == {True, False}


# ----------------------------------------------------------------------------------------------------- the auditor


def audited(peers: PeerResult, statement: tuple, by: pd.DataFrame) -> list[str]:
    truth = Truth(intensities=peers.intensities, peer_groups=peers.peer_groups, levers=by)
    evidence = Evidence("r1", pd.DataFrame(), levers=pd.DataFrame([statement], columns=TOLD))
    return lever_findings([(evidence, truth)], AuditRules())


STATED = ("tkm", "haulier", 2024, "carrier_switch")


@pytest.mark.parametrize("with_it", range(11))
def test_the_auditor_finds_what_the_gate_would_not_tell(with_it):
    peers, by = peers_of(ladder(20)), reported(names(range(with_it)))
    assert bool(audited(peers, STATED, by)) == (told(peers, by) == set())


def test_the_auditor_finds_a_small_peer_group_and_one_that_is_not_the_largest():
    assert audited(peers_of(ladder(11)), STATED, reported(names(range(6)))) != []
    hauliers, ports = ladder(18), ladder(4, "p")
    peers = peers_of(hauliers | ports, **dict.fromkeys(ports, "port"))
    assert audited(peers, STATED, reported(names(range(6)))) == [
        "r1: lever carrier_switch of tkm haulier 2024: another peer group is larger"
    ]


def test_the_auditor_finds_a_lever_told_again():
    peers, by = peers_of(ladder(20)), reported(names(range(6)))
    truth = Truth(intensities=peers.intensities, peer_groups=peers.peer_groups, levers=by)
    first = Evidence("r1", pd.DataFrame(), levers=pd.DataFrame([STATED], columns=TOLD))
    again = Evidence(
        "r2", pd.DataFrame(), levers=pd.DataFrame([("tkm", "haulier", 2023, "carrier_switch")], columns=TOLD)
    )
    assert "lever carrier_switch of tkm is told more than once" in lever_findings(
        [(first, truth), (again, truth)], AuditRules()
    )


def test_halves_looked_at_are_kept_as_a_table():
    halves = lever_statements(peers_of(ladder(20)), reported([]), RULES, WITHOUT).halves
    assert list(halves.columns) == HALF
    assert list(halves["group_id"]) == names(range(10))
