"""The log keeps what the meeting said: an official's entries last, nobody's can be changed, wrong ones are refused."""

import csv
import io
import json
import threading
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.chain import BrokenChainError, append
from declaration.meeting.export import DECISION_COLUMNS, MEASURE_COLUMNS, decision_rows, json_bytes, measure_rows
from declaration.meeting.log import enter, entries, log_of, standing
from declaration.meeting.state import KINDS, LONGEST, SCOPES, STATUSES, RefusedError, State, apply, fit, fold
from declaration.ui.tables import csv_bytes, without_formulas

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DECISION = {"text": "Landström i Norra hamnen", "owner": "Miljöchefen", "due": date(2027, 3, 1), "area": "total"}
MEASURE = {
    "name": "Laddplats Långeberga",
    "area": "technology_infrastructure",
    "owner": "Stadsbyggnad",
    "start": date(2027, 1, 1),
    "due": date(2028, 6, 30),
    "expected_t": 900.0,
    "verified_t": 0.0,
    "status": "planned",
}


def say(home, kind, says, about="", who="Anna Ek"):
    return enter(home, kind, says, about=about, who=who, release="r1", now=NOW)


def test_a_decision_is_carried_over_until_it_is_closed(tmp_path):
    own = say(tmp_path, "decision.added", DECISION)["id"]
    assert not standing(tmp_path).decisions[own].is_overdue(date(2027, 3, 1))
    assert standing(tmp_path).decisions[own].is_overdue(date(2027, 3, 2))
    say(tmp_path, "decision.carried", {"due": date(2027, 9, 1), "note": "väntar på elnätet"}, own)
    say(tmp_path, "decision.noted", {"note": "offert kommen"}, own, who="Bo")
    decision = standing(tmp_path).open[0]
    assert (decision.due, decision.times_carried) == (date(2027, 9, 1), 1)
    say(tmp_path, "decision.closed", {}, own)
    assert standing(tmp_path).open == []
    say(tmp_path, "decision.reopened", {}, own)
    assert [(n.who, n.words) for n in standing(tmp_path).open[0].notes][1:3] == [
        ("Anna Ek", "väntar på elnätet"),
        ("Bo", "offert kommen"),
    ]


def test_an_entry_says_who_when_and_which_release(tmp_path):
    entry = say(tmp_path, "decision.added", DECISION, who="anna.ek@helsingborg.se")
    assert entry["at"] == "2026-11-24T09:30:00+00:00"
    assert (entry["who"], entry["release"]) == ("anna.ek", "r1")
    assert "@" not in log_of(tmp_path).read_text()


@pytest.mark.parametrize(
    ("kind", "about", "says", "code"),
    [
        ("decision.closed", "9", {}, "unknown"),
        ("decision.closed", "2", {}, "unknown"),
        ("measure.changed", "1", {}, "unknown"),
        ("decision.reopened", "1", {}, "open_already"),
        ("decision.carried", "1", {"due": "2027-03-01"}, "not_later"),
        ("decision.carried", "1", {"due": "soon"}, "day"),
        ("decision.noted", "1", {"note": " \n"}, "note_empty"),
        ("decision.added", "", DECISION | {"text": "\u202e \x00"}, "text_empty"),
        ("decision.added", "", DECISION | {"text": "\ufffe\uffff\u200b"}, "text_empty"),
        ("decision.added", "", DECISION | {"owner": "x" * 121}, "too_long"),
        ("decision.added", "", DECISION | {"text": "\u200b" * 2_000_000 + "x"}, "too_long"),
        ("decision.added", "", DECISION | {"text": "\ufb2c" * 599}, "too_long"),
        ("decision.noted", "1", {"note": "\u200b" * 601}, "too_long"),
        ("decision.added", "", DECISION | {"area": "member:slp"}, "area"),
        ("decision.removed", "1", {}, "kind"),
        ("measure.changed", "2", {"due": date(2026, 1, 1)}, "ends_before_it_starts"),
        ("measure.changed", "2", {"expected_t": float("inf")}, "tonnes"),
        ("measure.changed", "2", {"verified_t": -1.0}, "tonnes"),
        ("measure.changed", "2", {"status": "perhaps"}, "status"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(tmp_path, kind, about, says, code):
    say(tmp_path, "decision.added", DECISION)
    say(tmp_path, "measure.added", MEASURE)
    before = log_of(tmp_path).read_bytes()
    with pytest.raises(RefusedError) as refused:
        say(tmp_path, kind, says, about)
    assert refused.value.code == code
    assert log_of(tmp_path).read_bytes() == before


def test_a_measure_keeps_what_a_change_does_not_name(tmp_path):
    own = say(tmp_path, "measure.added", MEASURE)["id"]
    say(tmp_path, "measure.changed", {"verified_t": 350, "status": "started"}, own)
    measure = standing(tmp_path).measures[own]
    assert (measure.verified_t, measure.status, measure.expected_t) == (350.0, "started", 900.0)
    assert measure.due == date(2028, 6, 30)


#: what XML cannot hold, what nobody sees, what turns the direction of writing, a letter in two parts
UNFIT = "Land\ufffe\u200bström\u202e\uffff \ue000på\u0007 ga\u030ang"


def test_a_text_is_kept_as_it_is_shown(tmp_path):
    entry = say(tmp_path, "decision.added", DECISION | {"text": UNFIT, "owner": " Bo\n\ufffe"}, who="An\uffffna@x")
    assert entry["says"]["text"] == "Landström på gång"
    assert (entry["says"]["owner"], entry["who"]) == ("Bo", "Anna")
    assert len(say(tmp_path, "decision.noted", {"note": "n" * 600}, "1", who="x" * 999)["who"]) == LONGEST["owner"]


def test_what_an_older_rule_took_is_cleaned_and_not_refused(tmp_path):
    log_of(tmp_path).parent.mkdir(parents=True)
    says = DECISION | {"text": UNFIT, "owner": "\uffff", "due": "2027-03-01", "note": "\u200b" * 700}
    old = {"id": "1", "at": "2026-01-01", "who": "A\ufffe", "release": "r", "kind": "decision.added", "about": "1"}
    append(log_of(tmp_path), lambda _: old | {"says": says})
    (decision,) = standing(tmp_path).open
    assert (decision.text, decision.owner) == ("Landström på gång", "?")
    assert (decision.notes[0].who, decision.notes[0].words) == ("A", "")


def test_what_stands_knows_how_much_was_said_and_the_last_hash(tmp_path):
    assert (standing(tmp_path).count, standing(tmp_path).newest) == (0, "")
    say(tmp_path, "decision.added", DECISION)
    entry = say(tmp_path, "measure.added", MEASURE)
    assert (standing(tmp_path).count, standing(tmp_path).newest) == (2, entry["hash"])


def test_a_log_that_somebody_cut_is_refused(tmp_path):
    say(tmp_path, "decision.added", DECISION)
    say(tmp_path, "decision.closed", {}, "1")
    path = log_of(tmp_path)
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")
    with pytest.raises(BrokenChainError):
        standing(tmp_path)


def test_a_log_that_somebody_edited_is_refused(tmp_path):
    say(tmp_path, "decision.added", DECISION)
    path = log_of(tmp_path)
    path.write_text(path.read_text().replace("Miljöchefen", "Någon annan"))
    with pytest.raises(BrokenChainError):
        standing(tmp_path)
    with pytest.raises(BrokenChainError):
        say(tmp_path, "decision.added", DECISION)


def test_of_two_who_close_the_same_decision_one_is_told(tmp_path):
    own = say(tmp_path, "decision.added", DECISION)["id"]
    told = []

    def close():
        try:
            say(tmp_path, "decision.closed", {}, own)
        except RefusedError as refused:
            told.append(refused.code)

    threads = [threading.Thread(target=close) for _ in range(5)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert told == ["closed_already"] * 4
    assert len(entries(tmp_path)) == 2


def test_the_files_to_take_away_hold_everything_and_no_formula(tmp_path):
    say(tmp_path, "decision.added", DECISION | {"text": '=HYPERLINK("http://x")', "owner": "@SUM(A1)"})
    say(tmp_path, "decision.added", DECISION | {"text": "-1; ”två”\u2028tre", "owner": "+46"})
    say(tmp_path, "measure.added", MEASURE | {"expected_t": 12.5})
    state = standing(tmp_path)
    for language, delimiter in (("sv", ";"), ("en", ",")):
        made = csv_bytes(without_formulas(pd.DataFrame(decision_rows(state), columns=list(DECISION_COLUMNS))), language)
        rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=delimiter))
        assert [row["text"] for row in rows] == ['\'=HYPERLINK("http://x")', "'-1; ”två” tre"]
        assert [row["owner"] for row in rows] == ["'@SUM(A1)", "'+46"]
    assert b";12,5;" in csv_bytes(pd.DataFrame(measure_rows(state), columns=list(MEASURE_COLUMNS)), "sv")
    told = json.loads(json_bytes(entries(tmp_path)))
    assert [entry["hash"] for entry in told["entries"]] == [entry["hash"] for entry in entries(tmp_path)]
    assert told["measures"][0]["expected_t_per_year"] == 12.5


days = st.dates(date(2020, 1, 1), date(2040, 12, 31)).map(str)
lines = st.text(min_size=1, max_size=30)
said = st.fixed_dictionaries(
    {},
    optional={
        "text": lines,
        "owner": lines,
        "name": lines,
        "note": lines,
        "due": days,
        "start": days,
        "area": st.sampled_from(SCOPES),
        "status": st.sampled_from(STATUSES),
        "expected_t": st.floats(-1, 1e5),
        "verified_t": st.floats(0, 1e5),
    },
)
whole = {name: str(told) if isinstance(told, date) else told for name, told in (DECISION | MEASURE).items()}
full = st.builds(lambda says: whole | says, said)
moves = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 8).map(str), full | said), max_size=25)


def taken(moves) -> list[dict]:
    """The entries of those moves that a log would have taken."""
    held, state = [], State()
    for kind, about, says in moves:
        own = str(len(held) + 1)
        about = own if kind.endswith("added") else about
        entry = {
            "id": own,
            "at": f"2026-01-01T00:00:{len(held):02}",
            "who": "A",
            "kind": kind,
            "about": about,
            "says": says,
        }
        try:
            entry["says"] = fit(says)
            state = apply(state, entry)
        except RefusedError:
            continue
        held.append(entry)
    return held


@given(moves)
def test_the_state_follows_from_the_entries_alone(moves):
    held = taken(moves)
    state = fold(held)
    assert fold(held) == state
    assert fold(json.loads(json.dumps(held))) == state
    for cut in range(len(held)):
        assert set(fold(held[:cut]).decisions) <= set(state.decisions)


@given(moves)
def test_nothing_that_was_decided_is_ever_lost(moves):
    held = taken(moves)
    state = fold(held)
    added = {kind: [e["id"] for e in held if e["kind"] == f"{kind}.added"] for kind in ("decision", "measure")}
    assert list(state.decisions) == added["decision"]
    assert list(state.measures) == added["measure"]
    assert len(state.open) + len(state.closed) == len(state.decisions)
    assert sum(len(d.notes) for d in state.decisions.values()) == sum(e["kind"].startswith("decision") for e in held)


@given(moves)
def test_a_decision_is_open_unless_its_last_turn_closed_it_and_only_moves_later(moves):
    for own, decision in fold(taken(moves)).decisions.items():
        turns = [n.kind for n in decision.notes if n.kind in ("decision.closed", "decision.reopened")]
        assert decision.is_open == (not turns or turns[-1] == "decision.reopened")
        dues = [fold(taken(moves)[: n + 1]).decisions[own].due for n in range(len(taken(moves))) if n + 1 >= int(own)]
        assert dues == sorted(dues)
