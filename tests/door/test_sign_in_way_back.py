"""Where a sign-in leads back to: our own pages, and nowhere else."""

from urllib.parse import quote

import pytest
from starlette.responses import RedirectResponse

from declaration.door.sign_in import ReturnAfterSignIn, address_back
from tests.door.running import run

USER_COOKIE = "_streamlit_user=signed; HttpOnly; Path=/"


def go(path: str, query: str = "", cookies: tuple[str, ...] = (), **headers: str):
    """One request through the middleware, before an app that answers as Streamlit does."""

    async def streamlit(scope, receive, send):
        answer = RedirectResponse("/", 302)
        for cookie in cookies:
            answer.headers.append("set-cookie", cookie)
        await answer(scope, receive, send)

    sent = []

    async def send(message):
        sent.append(message)

    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": named}
    run(ReturnAfterSignIn(streamlit)(scope, None, send))
    return [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]


def location(headers) -> str:
    return dict(headers)["location"]


def test_the_page_a_sign_in_began_on_is_kept_for_the_way_back():
    kept = [v for k, v in go("/auth/login", "provider=x", referer="http://here/report?year=2025") if k == "set-cookie"]
    assert len(kept) == 1
    assert kept[0].startswith("declaration_back=%2Freport;")
    assert "HttpOnly" in kept[0] and "SameSite=Lax" in kept[0] and "Path=/oauth2callback" in kept[0]


@pytest.mark.parametrize(
    "referer", ["http://elsewhere/evil", "", "not an address", "http://here//evil.example", "/\\evil"]
)
def test_only_our_own_pages_are_kept(referer):
    assert "set-cookie" not in dict(go("/auth/login", "provider=x", referer=referer))


def test_who_signed_in_on_a_room_comes_back_to_it_and_else_to_the_sign_in_page():
    def back(began: str) -> str:
        cookie = f"declaration_back={quote(began, safe='')}"
        return location(go("/oauth2callback", "state=1&code=2", (USER_COOKIE,), cookie=cookie))

    assert back("/report") == "/report"
    assert back("/karta") == "/logga-in?entered=yes"
    assert back("/sign-in") == "/sign-in?entered=yes"


@pytest.mark.parametrize(
    "began", ["https://evil.example", "//evil.example", "/no-such-page", "\r\nSet-Cookie: a=b", ""]
)
def test_no_cookie_leads_anywhere_else(began):
    assert address_back(began, signed_in=True) == "/logga-in?entered=yes"


@pytest.mark.parametrize("cookies", [(), ('_streamlit_user=""; Max-Age=0; Path=/',), ("_streamlit_user_tokens=x",)])
def test_who_did_not_sign_in_is_told_so(cookies):
    headers = go("/oauth2callback", "error=access_denied", cookies, cookie="declaration_back=%2Fen")
    assert location(headers) == "/logga-in?failed=yes"
    assert dict(headers)["cache-control"] == "no-store"


def test_who_has_signed_out_comes_to_the_start_page():
    assert location(go("/oauth2callback")) == "/"
