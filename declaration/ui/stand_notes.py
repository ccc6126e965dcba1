"""A box to explain a large change with: sealed to the data holder, like a report."""

import streamlit as st

from declaration.desk.content import MOST_CHARACTERS
from declaration.desk.folder import EXPLANATION, Letter
from declaration.desk.letters import hand_in_note, letters_of
from declaration.home import home_folder, served_folder
from declaration.ui.handing_in import desk_is_open, show_closed, try_handing_in
from declaration.ui.stand import Stand
from declaration.ui.stand_words import jump_name, jump_subject
from declaration.ui.visit import Visit


def sent_letters(visit: Visit) -> list[Letter]:
    """What the member has handed in, as the desk's own record has it."""
    return letters_of(served_folder(home_folder()), visit.person.member_id)


def explain(visit: Visit, stand: Stand) -> None:
    """The form, where there is something to explain, and that the last explanation has come."""
    say = visit.reader.say
    if stand.jumps.empty:
        return
    is_open = desk_is_open()
    if not is_open:
        show_closed(visit.reader)
    if sent := st.session_state.pop("explanation-sent", None):
        time = visit.reader.moment(sent.handed_in_at)
        st.success(say("stand.explain.sent", time=time, letter=sent.letter_id), icon=":material/mark_email_read:")
    # a new box once its text is sent, and not before: what was typed stays where it was refused
    number = st.session_state.get("explanations", 0)
    names = [jump_name(stand, row) for _, row in stand.jumps.iterrows()]
    with st.form("explain", enter_to_submit=False):
        which = st.selectbox(say("stand.explain.which"), range(len(names)), format_func=names.__getitem__)
        text = st.text_area(
            say("stand.explain.text"),
            max_chars=MOST_CHARACTERS,
            help=say("stand.explain.help", most=visit.reader.number(MOST_CHARACTERS)),
            key=f"explanation-{number}",
        )
        st.caption(say("stand.explain.who"))
        pressed = st.form_submit_button(say("stand.explain.send"), disabled=not is_open)
    if pressed and is_open:
        _send(visit, stand, which, text)


def _send(visit: Visit, stand: Stand, which: int, text: str) -> None:
    row, member = stand.jumps.iloc[which], visit.person.member_id
    said = {"subject": jump_subject(row), "text": text}
    letter = try_handing_in(
        visit.reader,
        lambda: hand_in_note(served_folder(home_folder()), member, EXPLANATION, int(row["year"]), **said),
    )
    if letter is None:
        return
    st.session_state["explanation-sent"] = letter
    st.session_state["explanations"] = st.session_state.get("explanations", 0) + 1
    st.rerun()
