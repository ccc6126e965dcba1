"""The member's own target: stated here, drawn on its own page from the next release."""

import streamlit as st

from declaration.desk.content import LAST_TARGET_YEAR
from declaration.desk.folder import TARGET
from declaration.desk.letters import hand_in_note
from declaration.home import home_folder, served_folder
from declaration.ui.handing_in import desk_is_open, show_closed, try_handing_in
from declaration.ui.report_desk import Desk


def state_target(desk: Desk) -> None:
    """The member's own target: a year, and a cut against the base year."""
    say, handing = desk.reader.say, desk.handing
    if handing.target is not None:
        time = desk.reader.moment(handing.target.handed_in_at)
        st.success(
            say("desk.target.done", time=time, letter=handing.target.letter_id), icon=":material/mark_email_read:"
        )
    is_open = desk_is_open()
    if not is_open:
        show_closed(desk.reader)
    with st.form("own-target", enter_to_submit=False):
        st.markdown(say("desk.target.text"))
        left, right = st.columns(2)
        with left:
            years = list(range(desk.today.year + 1, LAST_TARGET_YEAR + 1))
            start = years.index(2030) if 2030 in years else 0
            target_year = st.selectbox(say("desk.target.year"), years, index=start, key="target-year")
        with right:
            cuts = {cut: desk.reader.percent(cut / 100) for cut in range(1, 101)}
            cut = st.selectbox(say("desk.target.cut"), list(cuts), 49, cuts.__getitem__, key="target-cut")
        pressed = st.form_submit_button(say("desk.target.send"), disabled=not is_open)
    if not (pressed and is_open):
        return
    letter = try_handing_in(
        desk.reader,
        lambda: hand_in_note(
            served_folder(home_folder()),
            desk.member_id,
            TARGET,
            desk.today.year,
            target_year=int(target_year),
            target_share=cut / 100,
        ),
    )
    if letter is not None:
        handing.target = letter
        st.rerun()
