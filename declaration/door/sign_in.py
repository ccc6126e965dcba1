"""Back to where a visitor came from: Streamlit leads everybody who has signed in to the start page."""

from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from declaration.access.rules import PUBLIC
from declaration.routes import ROUTES, find

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
_COOKIE = "declaration_back"
_USER_COOKIE = "_streamlit_user="
#: seconds between leaving for the provider and coming back
_WAIT = 900


class ReturnAfterSignIn:
    """Keeps the page that a sign-in began on in a short-lived cookie, and leads back to it.

    Only our own pages are led to. Who comes back without having signed in is told so on the sign-in page; who has
    signed out comes to the start page.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] != "http" or scope["path"] not in (LOGIN, CALLBACK):
            await self.app(scope, receive, send)
            return
        request = Headers(scope=scope)

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                if scope["path"] == LOGIN:
                    page = urlsplit(request.get("referer", "")).path
                    if page and find(page):
                        headers.append("Set-Cookie", _cookie(page))
                elif scope["query_string"]:
                    began = unquote(cookie_parser(request.get("cookie", "")).get(_COOKIE, ""))
                    given = (c for c in headers.getlist("set-cookie") if c.startswith(_USER_COOKIE))
                    signed_in = any("Max-Age=0" not in cookie for cookie in given)
                    headers["Location"] = address_back(began, signed_in=signed_in)
            await send(message)

        await self.app(scope, receive, send_on)


def _cookie(page: str) -> str:
    return f"{_COOKIE}={quote(page, safe='')}; Path={CALLBACK}; Max-Age={_WAIT}; HttpOnly; SameSite=Lax"


def address_back(began: str, *, signed_in: bool) -> str:
    """Where to lead who comes back from the provider: the page of a room it began on, else the sign-in page."""
    route, language = find(began) or (None, "sv")
    if route and signed_in and route.key not in PUBLIC:
        return f"/{route.path(language)}"
    entrance = next(route for route in ROUTES if route.key == "sign_in")
    return f"/{entrance.path(language)}?{'entered' if signed_in else 'failed'}=yes"
