"""A box to explain a large change with: sealed to the data holder, like a report."""

import streamlit as st

from declaration.contact import contact
from declaration.desk.folder import EXPLANATION
from declaration.desk.keys import DeskClosedError
from declaration.desk.letters import MOST_CHARACTERS, hand_in_note
from declaration.home import home_folder, served_folder
from declaration.problems import InputRefused
from declaration.reports.telling import tell
from declaration.ui.stand import Stand
from declaration.ui.stand_words import jump_name, jump_subject
from declaration.ui.visit import Visit


def explain(visit: Visit, stand: Stand) -> None:
    """The form, where there is something to explain, and what became of the last explanation."""
    say = visit.reader.say
    if stand.jumps.empty:
        return
    if sent := st.session_state.pop("explanation-sent", None):
        st.success(say("stand.explain.sent", time=sent), icon=":material/mark_email_read:")
    names = [jump_name(stand, row) for _, row in stand.jumps.iterrows()]
    with st.form("explain", clear_on_submit=True):
        which = st.selectbox(say("stand.explain.which"), range(len(names)), format_func=names.__getitem__)
        text = st.text_area(
            say("stand.explain.text"),
            max_chars=MOST_CHARACTERS,
            help=say("stand.explain.help", most=visit.reader.number(MOST_CHARACTERS)),
        )
        st.caption(say("stand.explain.who"))
        if st.form_submit_button(say("stand.explain.send")):
            _send(visit, stand, which, text)


def _send(visit: Visit, stand: Stand, which: int, text: str) -> None:
    row, served = stand.jumps.iloc[which], served_folder(home_folder())
    said = {"subject": jump_subject(row), "text": text}
    try:
        letter = hand_in_note(served, visit.person.member_id, EXPLANATION, int(row["year"]), **said)
    except InputRefused as refused:
        st.error("\n\n".join(tell(visit.reader, problem) for problem in refused.problems), icon=":material/error:")
    except DeskClosedError:
        st.warning(visit.reader.say("desk.closed", email=contact()["email"]), icon=":material/lock:")
    else:
        st.session_state["explanation-sent"] = visit.reader.moment(letter.handed_in_at)
        st.rerun()
