"""What the meeting writes down: decisions and measures, by forms. The log takes each or says why not."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import streamlit as st

from declaration.chain import BrokenChainError
from declaration.clock import today
from declaration.home import home_folder
from declaration.meeting import log
from declaration.meeting.state import LONGEST, MOST_T, SCOPES, STATUSES, Decision, Measure, RefusedError
from declaration.meeting.words import scope_name
from declaration.ui.meeting import Meeting

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
OPEN_WAYS, CLOSED_WAYS = ("closed", "carried", "noted"), ("reopened", "noted")


def write_decisions(meeting: Meeting) -> None:
    """Forms: a new decision, and what has become of one."""
    say = meeting.reader.say
    if not _is_whole(meeting):
        return
    _said(meeting, "decisions")
    form = "decision-new"
    with st.expander(say("meeting.decisions.new")), st.form(form, border=False):
        says = {
            "text": st.text_area(say("meeting.field.text"), max_chars=LONGEST["text"], key=_key(form, "text")),
            "owner": st.text_input(say("meeting.field.owner"), max_chars=LONGEST["owner"], key=_key(form, "owner")),
            "due": _day(meeting, "due", _key(form, "due"), _in_months(3)),
            "area": _area(meeting, _key(form, "area")),
        }
        if st.form_submit_button(say("meeting.save"), key="decision-save"):
            _enter(meeting, "decisions", form, "decision.added", says)
    held = [*meeting.log.open, *meeting.log.closed]
    if held:
        with st.expander(say("meeting.decisions.change")):
            _change_decision(meeting, held)


def _change_decision(meeting: Meeting, held: list[Decision]) -> None:
    say = meeting.reader.say
    names = {d.id: d.text for d in held}
    own = st.selectbox(say("meeting.decisions.which"), list(names), format_func=names.__getitem__, key="decision-which")
    decision = meeting.log.decisions[own]
    ways, form = OPEN_WAYS if decision.is_open else CLOSED_WAYS, f"decision-change-{own}"
    with st.form(form, border=False):
        way = st.radio(
            say("meeting.decisions.what"), ways, format_func=lambda w: say(f"meeting.do.{w}"), key=_key(form, "way")
        )
        due = _day(meeting, "new_due", _key(form, "due"), max(decision.due, _in_months(3)))
        note = st.text_area(say("meeting.field.note"), max_chars=LONGEST["note"], key=_key(form, "note"))
        if st.form_submit_button(say("meeting.save"), key=f"decision-change-save-{own}"):
            says = {"note": note} | ({"due": due} if way == "carried" else {})
            _enter(meeting, "decisions", form, f"decision.{way}", says, own)


def write_measures(meeting: Meeting) -> None:
    """Forms: a new measure of the city or the programme, and a change of one."""
    say = meeting.reader.say
    if not _is_whole(meeting):
        return
    _said(meeting, "measures")
    with st.expander(say("meeting.measures.new")):
        st.markdown(say("meeting.measures.own_only"))
        _measure_form(meeting, None)
    if meeting.log.measures:
        with st.expander(say("meeting.measures.change")):
            names = {m.id: m.name for m in meeting.log.measures.values()}
            own = st.selectbox(
                say("meeting.measures.which"), list(names), format_func=names.__getitem__, key="measure-which"
            )
            _measure_form(meeting, meeting.log.measures[own])


def _measure_form(meeting: Meeting, held: Measure | None) -> None:
    say, own = meeting.reader.say, held.id if held else ""
    form = f"measure-{own}"
    with st.form(form, border=False):
        says = {
            name: st.text_input(
                say(f"meeting.field.{name}"),
                getattr(held, name) if held else "",
                max_chars=LONGEST[name],
                key=_key(form, name),
            )
            for name in ("name", "owner")
        }
        says |= {
            "area": _area(meeting, _key(form, "area"), held.area if held else SCOPES[0]),
            "start": _day(meeting, "start", _key(form, "start"), held.start if held else today()),
            "due": _day(meeting, "due", _key(form, "due"), held.due if held else _in_months(12)),
            "expected_t": _tonnes(meeting, "expected", _key(form, "expected"), held.expected_t if held else 0.0),
            "verified_t": _tonnes(meeting, "verified", _key(form, "verified"), held.verified_t if held else 0.0),
            "status": st.selectbox(
                say("meeting.field.status"),
                STATUSES,
                STATUSES.index(held.status) if held else 0,
                format_func=lambda status: say(f"measure_status.{status}"),
                key=_key(form, "status"),
            ),
        }
        note = (
            st.text_area(say("meeting.field.note"), max_chars=LONGEST["note"], key=_key(form, "note")) if held else ""
        )
        if st.form_submit_button(say("meeting.save"), key=f"m-save-{own}"):
            kind = "measure.changed" if held else "measure.added"
            _enter(meeting, "measures", form, kind, says | ({"note": note} if note else {}), own)


def _key(form: str, field: str) -> str:
    """A field's key: another one after each entry that was taken, so that the field is empty then, and only then."""
    return f"{form}-{field}-{st.session_state.get(f'taken-{form}', 0)}"


def _enter(meeting: Meeting, what: str, form: str, kind: str, says: Mapping[str, object], about: str = "") -> None:
    """Write one entry; the page is drawn anew with it, or says why it was not taken and keeps what was typed."""
    visit = meeting.visit
    signed = {"who": visit.person.name, "release": visit.release.id, "now": datetime.now(UTC)}
    try:
        log.enter(home_folder(), kind, says, about=about, **signed)
    except RefusedError as refused:
        st.error(meeting.reader.say(f"meeting.refused.{refused.code}"), icon=":material/error:")
        return
    except BrokenChainError:
        st.error(meeting.reader.say("meeting.log.broken"), icon=":material/error:")
        return
    st.session_state[f"taken-{form}"] = st.session_state.get(f"taken-{form}", 0) + 1
    st.session_state[f"meeting-saved-{what}"] = True
    st.rerun()


def _said(meeting: Meeting, what: str) -> None:
    """That the last entry was saved, once."""
    if st.session_state.pop(f"meeting-saved-{what}", False):
        st.success(meeting.reader.say(f"meeting.{what}.saved"), icon=":material/check_circle:")


def _is_whole(meeting: Meeting) -> bool:
    if meeting.log is None:
        st.error(meeting.reader.say("meeting.log.broken"), icon=":material/error:")
    return meeting.log is not None


def _area(meeting: Meeting, key: str, chosen: str = SCOPES[0]) -> str:
    return st.selectbox(
        meeting.reader.say("meeting.field.area"),
        SCOPES,
        SCOPES.index(chosen),
        format_func=lambda scope: scope_name(meeting.reader, scope),
        key=key,
    )


def _day(meeting: Meeting, field: str, key: str, chosen: date) -> date:
    label = meeting.reader.say(f"meeting.field.{field}")
    return st.date_input(label, chosen, min_value=FIRST, max_value=LAST, format="YYYY-MM-DD", key=key)


def _tonnes(meeting: Meeting, field: str, key: str, amount: float) -> float:
    label = meeting.reader.say(f"meeting.field.{field}")
    return st.number_input(label, 0.0, float(MOST_T), amount, step=10.0, key=key)


def _in_months(months: int) -> date:
    now = today()
    year, month = divmod(now.month - 1 + months, 12)
    return date(now.year + year, month + 1, 1)
