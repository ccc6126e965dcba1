"""Runs on the page: the one that goes on, step by step, the earlier ones, and how each ended."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from html import escape

import pandas as pd
import streamlit as st

from declaration.lock import who_runs
from declaration.release.auditing import kept_report
from declaration.release.progress import AUDITED, FAILED, PRICED, REFUSED, RELEASED, ROLLED_BACK, UP_TO_DATE
from declaration.steward.checks_view import show_report
from declaration.steward.room import Room
from declaration.steward.runs import (
    KILLED,
    KINDS,
    RELEASE,
    RUNNING,
    BusyError,
    Run,
    going_on,
    read_run,
    runs,
    start,
    step_rows,
    usual_seconds,
)
from declaration.steward.words import duration, literal
from declaration.ui.choice import choose_one
from declaration.ui.tables import Column, show_table

_ICONS = {
    RELEASED: ":material/check_circle:",
    UP_TO_DATE: ":material/check_circle:",
    AUDITED: ":material/policy:",
    PRICED: ":material/sell:",
    ROLLED_BACK: ":material/history:",
    REFUSED: ":material/block:",
    FAILED: ":material/error:",
    KILLED: ":material/power_off:",
}
_DRAW_EVERY_SECONDS = 1


def start_run(room: Room, kind: str, asked: Sequence[str] = ()) -> None:
    """Start a run; where another goes on, say so at the next drawing."""
    try:
        start(room.home, kind, room.person.name, asked)
    except BusyError:
        st.session_state["busy"] = True


def is_free(room: Room) -> bool:
    """Whether a run could be started now. A page looks once a drawing: what it says and what it offers then agree."""
    return who_runs(room.home) is None


def show_run(room: Room, free: bool, kinds: Collection[str] = KINDS) -> None:
    """The run that goes on, drawn anew each second; else how the newest of these kinds ended."""
    say = room.reader.say
    if st.session_state.pop("busy", False):
        st.warning(say("steward.run.busy"), icon=":material/hourglass:")
    if not free:
        going = going_on(room.home)
        if going is None:
            _wait(room)
        else:
            _follow(room, going.id)
        return
    newest = next((run for run in runs(room.home) if run.kind in kinds), None)
    if newest is not None:
        show_outcome(room, newest)
    elif kinds is KINDS:
        st.info(say("steward.run.none"), icon=":material/info:")


@st.fragment(run_every=_DRAW_EVERY_SECONDS)
def _wait(room: Room) -> None:
    """What goes on without steps of its own to show: letters being collected, or a command. Then the page opens."""
    if is_free(room):
        st.rerun()
    st.info(room.reader.say("steward.run.elsewhere"), icon=":material/hourglass:")


@st.fragment(run_every=_DRAW_EVERY_SECONDS)
def _follow(room: Room, run_id: str) -> None:
    """Steps done, going on and to come. The page is drawn anew once the run has ended."""
    reader, say = room.reader, room.reader.say
    run = read_run(room.home, run_id)
    if run is None or run.outcome != RUNNING:
        st.rerun()
    usual = usual_seconds(runs(room.home), run.kind)
    rows = step_rows(run, usual, datetime.now(UTC))
    step = next(reversed(run.steps), None)
    now = say(f"release.step.{step}") if step else say("steward.run.starts")
    # Screen readers are told of each new step, not of each second.
    title = escape(say(f"steward.run.{run.kind}"))
    st.html(f'<p role="status" aria-live="polite"><strong>{title}:</strong> {escape(now)}</p>')
    if usual:
        whole = sum(usual.values())
        st.progress(
            min(0.99, run.seconds / whole),
            text=say("steward.run.of", so_far=duration(reader, run.seconds), usual=duration(reader, whole)),
        )
    else:
        st.markdown(say("steward.run.so_far", so_far=duration(reader, run.seconds)))
    show_steps(room, rows)
    st.caption(say("steward.run.goes_on"))


def show_steps(room: Room, rows: pd.DataFrame) -> None:
    """The steps of a run with how long each took, and usually takes."""
    reader, say = room.reader, room.reader.say
    words = rows.assign(
        step=[say(f"release.step.{step}").rstrip(" …") for step in rows["step"]],
        state=[say(f"steward.step.{state}") for state in rows["state"]],
    )
    columns = {
        "step": Column(say("steward.step")),
        "state": Column(say("steward.state")),
        "seconds": Column(say("steward.took"), lambda x: duration(reader, x)),
        "usual_seconds": Column(say("steward.usual"), lambda x: duration(reader, x)),
    }
    show_table(say("steward.steps"), columns, words)


def show_outcome(room: Room, run: Run) -> None:
    """How a run ended, and what to do next."""
    say, details = room.reader.say, run.details
    title = say(
        "steward.run.ended",
        kind=say(f"steward.run.{run.kind}"),
        time=room.reader.moment(run.started_at),
        by=literal(run.by),
    )
    text = say(f"steward.outcome.{run.outcome}", **_blanks(room, run))
    box = st.success if _is_good(run) else st.error if run.outcome in (REFUSED, FAILED, AUDITED) else st.warning
    box(f"**{title}** {text}", icon=_ICONS[run.outcome])
    if run.key_made:
        st.warning(say("sealing.key_made", path=run.key_made), icon=":material/key:")
    if run.outcome == PRICED:
        show_price(room, pd.DataFrame(details["tables"]), details["release"])
    if run.outcome == FAILED and details.get("problem"):
        st.error(say(f"problem.{details['problem']}", file=details["file"], found=""), icon=":material/key_off:")
    if run.outcome == REFUSED:
        report = kept_report(room.home, details["release"], room.seal)
        if report is not None:
            show_report(room, *report)


def _is_good(run: Run) -> bool:
    found = run.details.get("exposures", 0) + run.details.get("findings", 0)
    return run.outcome in (RELEASED, UP_TO_DATE, PRICED, ROLLED_BACK) or (run.outcome == AUDITED and not found)


def _blanks(room: Room, run: Run) -> dict[str, str]:
    reader, details = room.reader, run.details
    counted = {name: reader.number(details[name]) for name in ("exposures", "findings") if name in details}
    step = next(reversed(run.steps), None)
    last = reader.say(f"release.step.{step}").rstrip(" …") if step else reader.say("steward.run.starts")
    where = " ".join(str(details.get(name, "")) for name in ("error", "where")).strip()
    return {
        "release": details.get("release", ""),
        "step": last,
        "where": where,
        "took": duration(reader, run.seconds),
        **counted,
    }


def show_price(room: Room, rows: pd.DataFrame, release: str) -> None:
    """What a further table would cost."""
    reader, say = room.reader, room.reader.say
    words = rows.assign(
        table=[say(f"price.table.{dimension}") for dimension in rows["dimension"]],
        standing=[say(f"steward.price.{'further' if further else 'standing'}") for further in rows["is_further"]],
    )
    columns = {"table": Column(say("steward.table")), "standing": Column(say("steward.state"))}
    columns |= {name: Column(say(f"steward.price.{name}"), reader.number) for name in ("cells", "shown", "withheld")}
    show_table(say("price.heading", release=release).rstrip(":"), columns, words)


def show_history(room: Room) -> None:
    """Every run, and the steps of a chosen one."""
    reader, say = room.reader, room.reader.say
    every = runs(room.home)
    if not every:
        st.info(say("steward.run.none"), icon=":material/info:")
        return
    rows = pd.DataFrame(
        {
            "started": [reader.moment(run.started_at) for run in every],
            "kind": [say(f"steward.run.{run.kind}") for run in every],
            "by": [run.by for run in every],
            "outcome": [say(f"steward.outcome.{run.outcome}.short") for run in every],
            "release": [str(run.details.get("release", "")) for run in every],
            "seconds": [run.seconds if run.ended_at else None for run in every],
        }
    )
    columns = {name: Column(say(f"steward.history.{name}")) for name in ("started", "kind", "by", "outcome", "release")}
    columns["seconds"] = Column(say("steward.took"), lambda x: duration(reader, x))
    show_table(say("steward.history.caption"), columns, rows)
    names = {run.id: f"{reader.moment(run.started_at)}, {say(f'steward.run.{run.kind}').lower()}" for run in every}
    wanted = choose_one(say("steward.history.choose"), "run", names, every[0].id)
    chosen = next(run for run in every if run.id == wanted)
    if chosen.steps:
        show_steps(
            room,
            step_rows(chosen, usual_seconds([r for r in every if r.id != chosen.id], chosen.kind), datetime.now(UTC)),
        )
    if chosen.kind == RELEASE and chosen.asked:
        st.caption(say("steward.history.asked", asked=" ".join(chosen.asked)))
