"""The way in: where a visitor stands, what that opens, and what to do where it opens nothing."""

import streamlit as st

from declaration.access.rules import ROOMS, role_of
from declaration.access.session import canonical_origin, providers, sign_out
from declaration.access.standing import EXPIRED, NOT_CONFIGURED, SIGNED_IN, SIGNED_OUT, STEWARD
from declaration.contact import contact
from declaration.ui.visit import Visit

#: how a visitor who has just come back from the provider is told from one who opens the page
ENTERED, FAILED = "entered", "failed"


def entrance(visit: Visit) -> None:
    """The sign-in page: straight on to the room for who has just signed in, else what stands and what to do."""
    say, standing = visit.reader.say, visit.standing
    rooms = [page for page in _rooms(visit) if (page, visit.reader.language) in visit.pages]
    if standing.why == SIGNED_IN and rooms and st.query_params.get(ENTERED):
        st.switch_page(visit.pages[rooms[0], visit.reader.language])
    st.title(say("page.sign_in"))
    if st.query_params.get(FAILED):
        st.error(say("sign_in.failed", email=contact()["email"]), icon=":material/error:")
    if standing.why == SIGNED_IN:
        st.markdown(say(f"sign_in.is.{standing.person.role}", name=standing.person.name))
        for page in rooms:
            visit.link(page, say(f"page.{page}"))
        if standing.person.role == STEWARD:
            st.markdown(say("sign_in.steward_elsewhere"))
        return
    _explain(visit)
    st.markdown(visit.reader.prose("sign_in"))


def refuse(visit: Visit) -> None:
    """What stands in the place of a page that does not open for the visitor."""
    say, standing = visit.reader.say, visit.standing
    st.title(say("sign_in.closed.title"))
    if standing.why == SIGNED_IN:
        st.warning(
            say("sign_in.closed.other_role", role=say(f"role.{role_of(visit.route.key)}").lower()),
            icon=":material/lock:",
        )
        for page in _rooms(visit):
            if (page, visit.reader.language) in visit.pages:
                visit.link(page, say(f"page.{page}"))
    else:
        st.markdown(say("sign_in.closed.text", role=say(f"role.{role_of(visit.route.key)}").lower()))
        _explain(visit)


def _rooms(visit: Visit) -> tuple[str, ...]:
    return ROOMS[visit.person.role] if visit.person else ()


def _explain(visit: Visit) -> None:
    """Why the visitor is not signed in, and the button that mends it."""
    say, why = visit.reader.say, visit.standing.why
    if why == NOT_CONFIGURED:
        st.info(say("sign_in.not_configured"), icon=":material/info:")
        return
    if why != SIGNED_OUT:
        st.warning(say(f"sign_in.why.{why}", email=contact()["email"]), icon=":material/lock:")
    if why not in (SIGNED_OUT, EXPIRED):
        st.button(say("sign_in.other_account"), on_click=sign_out, key="other-account")
        return
    if _origin() != canonical_origin():
        # The provider sends people back to the configured address; from any other the way back would be lost.
        st.link_button(say("sign_in.button"), f"{canonical_origin()}/{visit.route.path(visit.reader.language)}")
        return
    for provider in providers():
        label = say("sign_in.button") if provider is None else say("sign_in.button_with", provider=provider)
        st.button(label, on_click=st.login, args=(provider,), key=f"sign-in-{provider}", type="primary")


def _origin() -> str:
    """The address in the browser up to the first slash of the path."""
    return "/".join((st.context.url or "").split("/")[:3]) or canonical_origin()
