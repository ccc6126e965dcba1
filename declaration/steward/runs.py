"""Long runs: each a process of its own that goes on whatever happens to the page, the browser or this process.

A run is `python -m declaration release|audit|price|rollback --progress <home>/steward/runs/<id>.jsonl`. It inherits the
lock of the home's runs from whoever starts it, so that the lock tells whether it goes on: a run without an end whose
lock is free was killed.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from declaration.home import REPOSITORY
from declaration.lock import take_lock, who_runs
from declaration.release.progress import ENDED, FAILED, KEY_MADE, REFUSED, STARTED, STEP, Account

KINDS = RELEASE, AUDIT, PRICE, ROLLBACK = "release", "audit", "price", "rollback"
#: how a run stands that has not ended by itself
RUNNING, KILLED = "running", "killed"
#: ends that published or found nothing
UNDONE = (KILLED, FAILED, REFUSED)
_ID = re.compile(r"[0-9]{8}T[0-9]{6}-(release|audit|price|rollback)-[0-9a-f]{4}")
STEP_COLUMNS = ["step", "state", "seconds", "usual_seconds"]


class BusyError(RuntimeError):
    """Another run goes on in this home, started here or by hand."""


@dataclass(frozen=True)
class Run:
    """A run as its file tells it. outcome: how it ended, or RUNNING or KILLED. steps: name → when it began.

    key_made: the file of the home's key where the run has made it, else empty.
    """

    id: str
    kind: str
    by: str
    asked: Mapping[str, object]
    started_at: datetime
    steps: Mapping[str, datetime]
    outcome: str
    ended_at: datetime | None
    details: Mapping[str, object]
    key_made: str

    @property
    def seconds(self) -> float:
        """How long it has gone on, or went on; missing for one that was killed."""
        if self.outcome == KILLED:
            return float("nan")
        return ((self.ended_at or datetime.now(UTC)) - self.started_at).total_seconds()


def folder(home: Path) -> Path:
    """Where the runs' files lie."""
    return home / "steward" / "runs"


def start(home: Path, kind: str, by: str, asked: Sequence[str] = (), command: Sequence[str] | None = None) -> str:
    """Start a run and give its id. asked: the command's further arguments. command: instead of the command line's.

    Raises BusyError while another run goes on.
    """
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{kind}-{secrets.token_hex(2)}"
    lock = take_lock(home, run_id)
    if lock is None:
        raise BusyError(kind)
    with lock:
        folder(home).mkdir(parents=True, exist_ok=True)
        path = folder(home) / f"{run_id}.jsonl"
        path.touch(mode=0o600)
        Account(path).tell(STARTED, kind=kind, by=by, asked=list(asked))
        process = subprocess.Popen(  # noqa: S603
            [*(command or (sys.executable, "-m", "declaration", kind)), *asked, "--progress", str(path)],
            cwd=REPOSITORY,
            env={**os.environ, "DECLARATION_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=[lock.fileno()],
        )
    # Who is never waited for stays in the system's list when it has ended.
    threading.Thread(target=process.wait, name=run_id, daemon=True).start()
    return run_id


def runs(home: Path) -> list[Run]:
    """Every run that was started here, the newest first."""
    names = sorted((p.stem for p in folder(home).glob("*.jsonl") if _ID.fullmatch(p.stem)), reverse=True)
    return [found for found in (read_run(home, name) for name in names) if found]


def read_run(home: Path, run_id: str) -> Run | None:
    """A run as it stands now; None where there is none of this id."""
    path = folder(home) / f"{run_id}.jsonl"
    if not _ID.fullmatch(run_id) or not path.is_file():
        return None
    # The lock first: a run that ends between the two looks is then still found with its end.
    goes_on = who_runs(home) == run_id
    events = _events(path)
    if not events or events[0]["event"] != STARTED:
        return None
    first, last = events[0], events[-1]
    ended = last if last["event"] == ENDED else None
    told = {key: value for key, value in (ended or {}).items() if key not in ("at", "event", "outcome")}
    return Run(
        id=run_id,
        kind=first["kind"],
        by=first["by"],
        asked=first["asked"],
        started_at=_moment(first),
        steps={event["step"]: _moment(event) for event in events if event["event"] == STEP},
        outcome=ended["outcome"] if ended else RUNNING if goes_on else KILLED,
        ended_at=_moment(ended) if ended else None,
        details=told,
        key_made=next((event["file"] for event in events if event["event"] == KEY_MADE), ""),
    )


def going_on(home: Path) -> Run | None:
    """The run that goes on and was started here, if one does."""
    name = who_runs(home)
    return read_run(home, name) if name else None


def usual_seconds(earlier: Sequence[Run], kind: str) -> dict[str, float]:
    """Step → seconds, as the newest run of the kind took that passed them all."""
    for run in earlier:
        if run.kind == kind and run.ended_at and run.outcome not in UNDONE and run.steps:
            begins = [*run.steps.values(), run.ended_at]
            return {step: (begins[n + 1] - begins[n]).total_seconds() for n, step in enumerate(run.steps)}
    return {}


def step_rows(run: Run, usual: Mapping[str, float], now: datetime) -> pd.DataFrame:
    """The steps of a run, done, going on and still to come: STEP_COLUMNS, durations in seconds where known."""
    begins = [*run.steps.values(), run.ended_at or now]
    made = []
    for number, step in enumerate(run.steps):
        is_last = number == len(run.steps) - 1
        state = "done" if not is_last or run.outcome not in (RUNNING, *UNDONE) else run.outcome
        seconds = (begins[number + 1] - begins[number]).total_seconds()
        made.append((step, state, None if state == KILLED else seconds, usual.get(step)))
    if run.outcome == RUNNING:
        made += [(step, "to_come", None, seconds) for step, seconds in usual.items() if step not in run.steps]
    rows = pd.DataFrame(made, columns=STEP_COLUMNS)
    return rows.astype({"seconds": float, "usual_seconds": float})


def _events(path: Path) -> list[dict]:
    """The whole lines of a run's file; a last one without its end is still being written."""
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def _moment(event: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(event["at"])
