"""The last day, how the year's report stands, and all that was handed in with what became of it."""

import streamlit as st

from declaration.contact import contact
from declaration.desk.folder import REFUSED, REPORT, Letter
from declaration.desk.refusal import problems_of
from declaration.ui.report_desk import Desk
from declaration.ui.report_words import (
    IN_RELEASE,
    deadline_text,
    history_rows,
    history_table,
    in_force,
    refusal_table,
    standing_of,
)
from declaration.ui.tables import show_html


def show_status(desk: Desk, year: int) -> None:
    """The last day, and whether the year's report has come."""
    say = desk.reader.say
    st.markdown(deadline_text(desk.reader, year, desk.calendar.last_day(year), desk.today))
    own = [letter for letter in desk.letters if letter.kind == REPORT and letter.year == year]
    standing = standing_of(own[-1], in_force(desk.receipts), ()) if own else None
    if standing is None and desk.receipts["year"].eq(year).any():
        standing = IN_RELEASE
    icons = {None: ":material/schedule:", REFUSED: ":material/error:"}
    show = {None: st.info, REFUSED: st.error}.get(standing, st.success)
    text = say(f"desk.status.{standing or 'none'}", year=year, release=desk.visit.release.id, email=contact()["email"])
    show(text, icon=icons.get(standing, ":material/check_circle:"))
    if standing == REFUSED:
        show_html(_why(desk, own[-1]))


def _why(desk: Desk, letter: Letter) -> str:
    """Why a letter was refused, as an HTML table; empty where that is not known here."""
    return refusal_table(desk.reader, letter, problems_of(letter))


def show_history(desk: Desk) -> None:
    """All that was handed in, and what became of it."""
    rows = history_rows(desk.reader, desk.letters, desk.receipts, desk.notes, desk.visit.release.id)
    if rows.empty:
        st.info(desk.reader.say("desk.history.none"), icon=":material/inbox:")
        return
    st.html(history_table(desk.reader, rows))
    for letter in reversed(desk.letters):
        if letter.standing == REFUSED and (why := _why(desk, letter)):
            with st.expander(desk.reader.say("desk.refusal.show", letter=letter.letter_id)):
                st.html(why)
