"""A run goes on by itself, there is one at a time, and however it ends is told."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from declaration.home import REPOSITORY
from declaration.lock import alone, take_lock, who_runs
from declaration.steward.runs import (
    KILLED,
    RUNNING,
    BusyError,
    folder,
    going_on,
    read_run,
    runs,
    start,
    step_rows,
    usual_seconds,
)

PATIENCE_SECONDS = 60

#: stands in for `python -m declaration release`: tells two steps, then does what its argument says
STAND_IN = """
import sys, time
from pathlib import Path
from declaration.release.progress import Account
what, account = sys.argv[1], Account(Path(sys.argv[sys.argv.index("--progress") + 1]))
account.step("reports")
account.step("gate")
if what == "refuse":
    account.end("refused", release="2025-04-04-00000000", exposures=2, findings=0)
elif what == "finish":
    account.end("released", release="2025-04-04-0123abcd")
elif what == "wait":
    Path(sys.argv[2]).write_text(str(__import__("os").getpid()))
    time.sleep(600)
"""


@pytest.fixture
def stand_in(tmp_path):
    script = tmp_path / "stand_in.py"
    script.write_text(f"import sys; sys.path.insert(0, {str(REPOSITORY)!r})\n{STAND_IN}")
    return (sys.executable, str(script))


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def until(true, *arguments):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := true(*arguments):
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")


def ended(home, run_id):
    run = read_run(home, run_id)
    return run if run.outcome != RUNNING else None


@pytest.fixture
def waiting(home, stand_in, tmp_path):
    """A run that goes on until it is killed: its id and its process."""
    pid = tmp_path / "pid"
    run_id = start(home, "release", "Anna", ["wait", str(pid)], command=stand_in)
    until(lambda: pid.is_file() and pid.read_text())
    number = int(pid.read_text())
    yield run_id, number
    if who_runs(home) is not None:
        os.kill(number, signal.SIGKILL)


def test_a_run_that_ends_tells_its_steps_and_what_it_made(home, stand_in):
    run_id = start(home, "release", "Anna", ["finish"], command=stand_in)
    run = until(ended, home, run_id)
    assert (run.kind, run.by, run.outcome) == ("release", "Anna", "released")
    assert list(run.steps) == ["reports", "gate"]
    assert run.details == {"release": "2025-04-04-0123abcd"}
    assert run.seconds >= 0
    assert [r.id for r in runs(home)] == [run_id]
    until(lambda: who_runs(home) is None)


def test_a_refused_run_says_how_many_were_exposed_and_no_more(home, stand_in):
    run = until(ended, home, start(home, "release", "Anna", ["refuse"], command=stand_in))
    assert run.outcome == "refused"
    assert run.details == {"release": "2025-04-04-00000000", "exposures": 2, "findings": 0}
    assert step_rows(run, {}, run.ended_at)["state"].tolist() == ["done", "refused"]


def test_while_one_goes_on_no_other_starts_neither_here_nor_by_hand(home, waiting, stand_in):
    run_id, _ = waiting
    assert going_on(home).id == run_id
    with pytest.raises(BusyError):
        start(home, "audit", "Bo", ["finish"], command=stand_in)
    assert [r.id for r in runs(home)] == [run_id]
    assert take_lock(home) is None


def test_a_killed_run_is_told_as_killed_and_frees_the_way(home, waiting, stand_in):
    run_id, number = waiting
    os.kill(number, signal.SIGKILL)
    run = until(ended, home, run_id)
    assert run.outcome == KILLED
    assert step_rows(run, {}, run.started_at)["state"].tolist() == ["done", KILLED]
    following = start(home, "release", "Bo", ["finish"], command=stand_in)
    assert until(ended, home, following).outcome == "released"
    # the killed one stays killed, whoever holds the lock since
    with alone(home, lambda: None):
        assert read_run(home, run_id).outcome == KILLED


def test_a_run_survives_the_process_that_started_it(home, stand_in, tmp_path):
    pid = tmp_path / "pid"
    starter = f"""
import sys; sys.path.insert(0, {str(REPOSITORY)!r})
from pathlib import Path
from declaration.steward.runs import start
print(start(Path({str(home)!r}), "release", "Anna", ["wait", {str(pid)!r}], command={stand_in!r}))
"""
    run_id = subprocess.run([sys.executable, "-c", starter], capture_output=True, text=True, check=True).stdout.strip()
    until(lambda: pid.is_file() and pid.read_text())
    try:
        assert read_run(home, run_id).outcome == RUNNING
        assert going_on(home).id == run_id
    finally:
        os.kill(int(pid.read_text()), signal.SIGKILL)
    assert until(ended, home, run_id).outcome == KILLED


def test_a_run_started_by_hand_makes_the_room_wait_but_is_none_of_its_own(home, stand_in):
    with alone(home, lambda: pytest.fail("nobody else runs")):
        assert who_runs(home) == ""
        assert going_on(home) is None
        with pytest.raises(BusyError):
            start(home, "price", "Anna", ["finish"], command=stand_in)
    assert who_runs(home) is None


def test_a_line_being_written_and_a_strange_file_are_passed_over(home, stand_in):
    run_id = start(home, "release", "Anna", ["finish"], command=stand_in)
    until(ended, home, run_id)
    path = folder(home) / f"{run_id}.jsonl"
    path.write_text(path.read_text() + '{"event": "st')
    (folder(home) / "notes.jsonl").write_text("{}\n")
    assert [r.outcome for r in runs(home)] == ["released"]
    assert read_run(home, "../../secret/key") is None


def test_what_is_to_come_is_known_from_the_newest_run_that_passed(home, waiting):
    run_id, _ = waiting
    lines = [
        {"at": "2026-01-01T10:00:00+00:00", "event": "started", "kind": "release", "by": "Anna", "asked": []},
        {"at": "2026-01-01T10:00:01+00:00", "event": "step", "step": "reports"},
        {"at": "2026-01-01T10:00:11+00:00", "event": "step", "step": "gate"},
        {"at": "2026-01-01T10:00:41+00:00", "event": "step", "step": "audit"},
        {"at": "2026-01-01T10:01:01+00:00", "event": "ended", "outcome": "released", "release": "x"},
    ]
    path = folder(home) / "20260101T100000-release-abcd.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    usual = usual_seconds(runs(home), "release")
    assert usual == {"reports": 10.0, "gate": 30.0, "audit": 20.0}
    rows = step_rows(read_run(home, run_id), usual, read_run(home, run_id).steps["gate"])
    assert rows["step"].tolist() == ["reports", "gate", "audit"]
    assert rows["state"].tolist() == ["done", RUNNING, "to_come"]
    assert usual_seconds(runs(home), "price") == {}
