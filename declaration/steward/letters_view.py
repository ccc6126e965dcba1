"""The letters that wait at the desk: what they are, what became of them, and the button that collects."""

import pandas as pd
import streamlit as st

from declaration.desk.collect import Collected, collect, waiting
from declaration.desk.folder import HANDED_IN, REPORT, Letter
from declaration.lock import take_lock
from declaration.reports.cli_reports import tell
from declaration.sealing.errors import MissingKeyError
from declaration.steward.received import LETTER_REFUSED, LETTER_WAITING
from declaration.steward.room import Room
from declaration.ui.tables import Column, show_table, year_column

COLUMNS = ["member_id", "kind", "year", "handed_in_at", "file", "rows", "standing", "letter_id"]
#: how collecting ends for a letter, the ones to do something about first
OUTCOMES = ("unopened", "refused", "overtaken", "taken")


def read_letters(room: Room) -> pd.DataFrame:
    """The letters that are not kept yet (COLUMNS), the newest first; also those that were refused."""
    return letter_rows(waiting(room.home))


def letter_rows(found: list[Letter]) -> pd.DataFrame:
    """Letters by the desk's own records: no figures."""
    rows = [
        (
            *(letter.member_id, letter.kind, letter.year, letter.handed_in_at, letter.file),
            sum(letter.rows.values()),
            LETTER_WAITING if letter.standing == HANDED_IN else LETTER_REFUSED,
            letter.letter_id,
        )
        for letter in found
    ]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("handed_in_at", ascending=False, ignore_index=True)


def reports_at_the_desk(letters: pd.DataFrame) -> dict[tuple[str, int], str]:
    """(member, year) → LETTER_WAITING or LETTER_REFUSED, by the newest letter with a report."""
    reports = letters[letters["kind"].eq(REPORT)].sort_values("handed_in_at")
    return {(row.member_id, int(row.year)): row.standing for row in reports.itertuples(index=False)}


def show_letters(room: Room, letters: pd.DataFrame, free: bool) -> None:
    """What waits, and the button that collects it; below it what became of what was collected last."""
    reader, say = room.reader, room.reader.say
    if letters.empty:
        st.info(say("steward.letters.none"), icon=":material/mail:")
    else:
        words = letters.assign(
            name=[room.names.get(member, member) for member in letters["member_id"]],
            kind=[_kind(room, kind) for kind in letters["kind"]],
            year=[year or reader.number(None) for year in letters["year"]],
            handed_in=[reader.moment(at) if at else reader.number(None) for at in letters["handed_in_at"]],
            standing=[say(f"steward.standing.{standing}") for standing in letters["standing"]],
        )
        columns = {"name": Column(say("steward.member")), "kind": Column(say("steward.kind"))}
        columns |= {"year": year_column(reader), "handed_in": Column(say("steward.letter.handed_in"))}
        columns |= {"standing": Column(say("steward.state")), "file": Column(say("steward.letter.file"))}
        columns["rows"] = Column(say("steward.letter.rows"), reader.number)
        show_table(say("steward.letters.caption", count=reader.number(len(letters))), columns, words)
        st.markdown(say("steward.letters.text"))
        if st.button(say("steward.collect"), icon=":material/mail:", disabled=not free, key="collect", type="primary"):
            _collect(room)
    for done in st.session_state.get("collected", ()):
        _told(room, done)


def _collect(room: Room) -> None:
    """Collect with progress. A release that is being made must not find half of it: the two exclude each other."""
    say = room.reader.say
    lock = take_lock(room.home, "collect")
    if lock is None:
        st.warning(say("steward.run.busy"), icon=":material/hourglass:")
        return
    bar = st.progress(0.0, text=say("steward.collecting"))
    with lock:
        try:
            found = collect(
                room.home, seal=room.seal, tell=lambda done, of: bar.progress(done / of, text=say("steward.collecting"))
            )
        except MissingKeyError as failure:
            bar.empty()
            st.error(say("problem.key_missing", file=failure.problem.file), icon=":material/key_off:")
            return
    st.session_state["collected"] = [done for outcome in OUTCOMES for done in getattr(found, outcome)]
    st.rerun()


def _told(room: Room, done: Collected) -> None:
    """What became of one letter; what was wrong with it stands here alone, in no log."""
    reader, say, letter = room.reader, room.reader.say, done.letter
    blanks = {
        "member": room.names.get(letter.member_id, letter.member_id),
        "kind": _kind(room, letter.kind).lower(),
        "year": letter.year or reader.number(None),
    }
    text = say(f"steward.collected.{done.outcome}", **blanks)
    box = st.success if done.outcome == "taken" else st.info if done.outcome == "overtaken" else st.error
    box(text, icon=":material/mail:")
    for problem in done.problems:
        st.text(f"• {tell(reader, problem)}")
    if done.unconfirmed:
        st.markdown(say("steward.collected.unconfirmed", warnings=warnings_in_words(room, list(done.unconfirmed))))


def _kind(room: Room, kind: str) -> str:
    """A kind of letter in words; one whose record is none has no kind."""
    return room.reader.say(f"steward.letter.{kind or 'unknown'}")


def warnings_in_words(room: Room, codes: list[str]) -> str:
    """Codes of warnings in words, each with how many there were."""
    reader, say = room.reader, room.reader.say
    found = pd.Series(codes).value_counts()
    words = {code: f"steward.warning.{code.removeprefix('report_')}" for code in found.index}
    named = {code: say(key if key in say.keys else "steward.warning.other") for code, key in words.items()}
    return ", ".join(f"{named[code]} ({reader.number(n)})" for code, n in found.items())
