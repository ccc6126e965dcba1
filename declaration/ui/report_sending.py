"""Sending a report that was read: its warnings confirmed, and the receipt to keep."""

from functools import partial
from html import escape

import streamlit as st

from declaration.desk.checking import Checked
from declaration.desk.content import MOST_CHARACTERS
from declaration.desk.folder import Letter
from declaration.desk.letters import DeskReceipt, hand_in_report, handed_in_already
from declaration.desk.receipt import receipt_name, receipt_text
from declaration.home import home_folder, served_folder
from declaration.reports.reading import warning_key
from declaration.reports.report import sums
from declaration.ui.files import File, offer_files
from declaration.ui.handing_in import try_handing_in
from declaration.ui.report_desk import Desk, put_away
from declaration.ui.report_words import asked, question


def send(desk: Desk, checked: Checked) -> None:
    """Each warning with its confirmation and a box to explain it, and the button that sends."""
    reader, say = desk.reader, desk.reader.say
    same = handed_in_already(desk.letters, checked.reading.report.year, checked.sent.sha256)
    if same is not None:
        _same_again(desk, checked, same)
        return
    groups = asked(checked.reading.warnings)
    confirmed, explanations = set(), {}
    mark = checked.sent.sha256[:12]  # of another file nothing is confirmed yet
    with st.form("hand-in", enter_to_submit=False):
        st.markdown(say("desk.send.text" if not groups else "desk.send.confirm"))
        for number, group in enumerate(groups):
            with st.container(key=f"warning-{number}"):
                st.html(f"<p>{escape(question(reader, group))}</p>")
                keys = [warning_key(problem) for problem in group]
                if st.checkbox(say("desk.confirm", number=number + 1), key=f"confirm-{mark}-{number}"):
                    confirmed.update(keys)
                label = say("desk.explain", number=number + 1)
                explanations[keys[0]] = st.text_area(
                    label, max_chars=MOST_CHARACTERS, height=80, key=f"explain-{mark}-{number}"
                )
        pressed = st.form_submit_button(say("desk.send", year=checked.reading.report.year), type="primary")
    if not pressed:
        return
    missing = [n for n, group in enumerate(groups, start=1) if warning_key(group[0]) not in confirmed]
    if missing:
        listed = ", ".join(str(number) for number in missing)
        st.error(say("desk.send.unconfirmed", numbers=listed), icon=":material/error:")
        return
    _send(desk, checked, frozenset(confirmed), explanations)


def _send(desk: Desk, checked: Checked, confirmed: frozenset[str], explanations: dict[str, str]) -> None:
    receipt = try_handing_in(
        desk.reader,
        lambda: hand_in_report(
            served_folder(home_folder()),
            desk.member_id,
            checked,
            confirmed=confirmed,
            explanations=explanations,
            language=desk.reader.language,
        ),
    )
    if receipt is None:
        return
    put_away(desk.handing)
    desk.handing.receipt = receipt
    st.rerun()


def _same_again(desk: Desk, checked: Checked, letter: Letter) -> None:
    """This file was handed in already: the same receipt again."""
    time = desk.reader.moment(letter.handed_in_at)
    st.info(desk.reader.say("desk.send.same", time=time, letter=letter.letter_id), icon=":material/info:")
    confirmed = [problem.code for problem in checked.reading.warnings]
    _offer_receipt(desk, DeskReceipt(letter, sums(checked.reading.report), confirmed))


def show_receipt(desk: Desk, receipt: DeskReceipt) -> None:
    """That it was handed in, what happens now, and the receipt to keep."""
    say, letter = desk.reader.say, receipt.letter
    time = desk.reader.moment(letter.handed_in_at)
    st.success(
        say("desk.receipt.done", year=letter.year, time=time, letter=letter.letter_id),
        icon=":material/mark_email_read:",
    )
    st.markdown(say("desk.receipt.next"))
    _offer_receipt(desk, receipt)


def _offer_receipt(desk: Desk, receipt: DeskReceipt) -> None:
    text = receipt_text(desk.reader, receipt, desk.known.vocabulary, desk.visit.person.name)
    with st.expander(desk.reader.say("desk.receipt.show")):
        st.text(text)
    label, name = desk.reader.say("desk.receipt.save"), receipt_name(receipt.letter)
    offer_files(desk.visit, "receipt", [File("text", label, name, partial(text.encode, "utf-8-sig"), is_primary=True)])
