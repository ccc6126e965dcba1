"""What the gate decided and what the audit found, of a release; members' files and keys."""

import streamlit as st

from declaration.steward.checks_view import choose_release, show_audit, show_files, show_gate, show_keys
from declaration.steward.room import current_room
from declaration.steward.running import is_free, show_run, start_run
from declaration.steward.runs import AUDIT

room = current_room()
say = room.reader.say
free = is_free(room)

st.title(say("page.steward_checks"))
st.markdown(say("steward.checks.lead"))

if room.current is None:
    st.info(say("steward.no_release"), icon=":material/info:")
    room.link("steward_release", say("page.steward_release"))
else:
    release = choose_release(room)

    st.header(say("steward.gate"), anchor="gate")
    show_gate(room, release)

    st.header(say("steward.audit"), anchor="audit")
    show_audit(room, release)
    st.button(
        say("steward.audit.again"),
        icon=":material/policy:",
        disabled=not free,
        on_click=start_run,
        args=(room, AUDIT, [release.id]),
        key="start-audit",
    )
    show_run(room, free, [AUDIT])

    st.header(say("steward.files"), anchor="files")
    show_files(room, release)

st.header(say("steward.keys"), anchor="keys")
show_keys(room)
