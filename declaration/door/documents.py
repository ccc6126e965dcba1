"""The document of each page: Streamlit's index.html with the page's language, title, description and figures.

Streamlit serves one English document for every address. Search engines, screen readers and readers without
JavaScript get the right one here.
"""

import re
from functools import lru_cache
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route as Address
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_routes import _ensure_xsrf_cookie
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from declaration.access.rules import may_open
from declaration.contact import contact
from declaration.door.answers import NEVER, REVALIDATE, Content, answer
from declaration.door.assets import STREAMLIT
from declaration.door.figures import headline_figures
from declaration.door.noscript import PUBLIC, noscript, page_list
from declaration.home import home_folder
from declaration.language import reader_of
from declaration.release.shelf import NoReleaseError, Release, current_release
from declaration.routes import LANGUAGES, ROUTES, Route, find

#: Page → the bundle that draws its first figure, fetched while the page itself still loads.
FIRST_FIGURE = {
    "overview": "PlotlyChart",
    "areas": "PlotlyChart",
    "statistics": "PlotlyChart",
    "map": "DeckGlJsonChart",
}

#: What Streamlit's document holds → what it becomes; `{…}` is filled for each page.
_CHANGES = (
    (r'<html lang="en">', '<html lang="{lang}">'),
    (r"<title>Streamlit</title>", "{head}"),
    (
        r'<link rel="shortcut icon"[^>]*>',
        '<link rel="icon" type="image/png" href="./app/static/favicon.png">',
    ),
    (
        r'<link\s+rel="preload"[^>]*SourceSans[^>]*>',
        '<link rel="preload" href="./app/static/fonts/roboto-latin-400-normal.woff2" as="font" '
        'type="font/woff2" crossorigin>',
    ),
    # The agent interface is off.
    (r'<!--(?:(?!-->).)*-->\s*<link rel="service-desc"[^>]*>', ""),
    # The one inline script, for a rendering service we do not use: without it none need be allowed.
    (r"<!--(?:(?!-->).)*-->\s*<script>\s*window\.prerenderReady = false\s*</script>", ""),
    (r"<noscript>.*?</noscript>", "<noscript>{noscript}</noscript>"),
)


class StreamlitChangedError(RuntimeError):
    """Streamlit's index.html no longer holds what we replace: look at it anew after an upgrade."""


@lru_cache(maxsize=1)
def template() -> str:
    """Streamlit's document with `{lang}`, `{head}` and `{noscript}` to fill."""
    text = (STREAMLIT / "index.html").read_text(encoding="utf-8").replace("{", "{{").replace("}", "}}")
    for pattern, instead in _CHANGES:
        text, count = re.subn(pattern, lambda _, words=instead: words, text, flags=re.DOTALL)
        if count != 1:
            raise StreamlitChangedError(f"{count} times {pattern}")
    return text


@lru_cache(maxsize=8)
def bundle_address(name: str) -> str:
    """The address of one of Streamlit's bundles, whose file name holds a hash."""
    found = list((STREAMLIT / "static" / "js").glob(f"{name}.*.js"))
    if len(found) != 1:
        raise StreamlitChangedError(f"{len(found)} bundles {name}")
    return f"./static/js/{found[0].name}"


def full_address(route: Route, language: str) -> str:
    """The public address of a page."""
    return f"{contact()['site_address'].rstrip('/')}/{route.path(language)}"


def head(route: Route, language: str) -> str:
    """Title, description, and where the page is in either language."""
    say = reader_of(language).say
    title = say("door.title", page=say(f"page.{route.key}"), site=say("site.name"))
    description = say(f"page.{route.key}.description")
    lines = [
        f"<title>{escape(title, quote=False)}</title>",
        f'<meta name="description" content="{escape(description)}">',
        f'<meta property="og:title" content="{escape(title)}">',
        f'<meta property="og:description" content="{escape(description)}">',
        f'<link rel="canonical" href="{full_address(route, language)}">',
        *(f'<link rel="alternate" hreflang="{lang}" href="{full_address(route, lang)}">' for lang in LANGUAGES),
        f'<link rel="alternate" hreflang="x-default" href="{full_address(route, "sv")}">',
        '<link rel="stylesheet" href="./app/static/site.css">',
        '<script src="./start.js"></script>',
    ]
    if not may_open(route.key, None):
        lines.append('<meta name="robots" content="noindex">')
    if route.key in FIRST_FIGURE:
        address = bundle_address(FIRST_FIGURE[route.key])
        lines.append(f'<link rel="modulepreload" crossorigin href="{address}">')
    return "\n    ".join(lines)


@lru_cache(maxsize=64)
def document(route: Route, language: str, release: Release | None) -> Content:
    """The page's document, made once a release."""
    reader = reader_of(language)
    if release is None:
        inside = f"<h1>{escape(reader.say('release.none.title'))}</h1>"
    else:
        inside = noscript(reader, route, release.id, headline_figures(release))
    text = template().format(lang=language, head=head(route, language), noscript=inside)
    return Content.of(text.encode(), "text/html")


def serve_document(request: Request) -> Response:
    """The document of the address asked for."""
    route, language = find(request.url.path)
    try:
        release = current_release(home_folder())
    except NoReleaseError:
        release = None
    told = answer(request, document(route, language, release), kept(request, route), {"Content-Language": language})
    return with_token(request, told)


def kept(request: Request, route: Route) -> str:
    """How long a browser may keep a page's document: not at all where the page may show what only its reader may see.

    Else the browser would show that again, as it was, to whoever presses its back button after the reader signed out.
    """
    is_signed_in = any(name.startswith(USER_COOKIE_NAME) for name in request.cookies)
    return NEVER if is_signed_in or not may_open(route.key, None) else REVALIDATE


def with_token(request: Request, response: Response) -> Response:
    """The answer with Streamlit's token against forged requests, as Streamlit gives it with its own document.

    A browser that opens its socket without one is taken for nobody, though it carries a valid sign-in.
    """
    _ensure_xsrf_cookie(request, response)
    return response


def document_addresses() -> list[Address]:
    """Every page in every language."""
    return [
        Address(f"/{route.path(language)}", serve_document, methods=["GET"])
        for route in ROUTES
        for language in LANGUAGES
    ]


def not_found(routes: tuple[Route, ...], site: str) -> str:
    """What stands at an address that no page has, in both languages: the pages there are. site: key of its name."""
    parts = []
    for language in LANGUAGES:
        reader = reader_of(language)
        heading, text = (escape(reader.say(f"door.not_found.{part}")) for part in ("title", "text"))
        parts.append(f'<section lang="{language}"><h1>{heading}</h1><p>{text}</p>{page_list(reader, routes)}</section>')
    say = reader_of("sv").say
    title = say("door.title", page=say("door.not_found.title"), site=say(site))
    return (
        f'<!DOCTYPE html>\n<html lang="sv"><head><meta charset="UTF-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" type="image/png" href="/app/static/favicon.png">'
        '<link rel="stylesheet" href="/app/static/site.css"></head>'
        f"<body><main>{''.join(parts)}</main></body></html>"
    )


#: Streamlit takes files here from whoever opens a page, as many as they like; no page of ours asks for any.
TAKES_FILES = "/_stcore/upload_file"


class UnknownAddresses:
    """Streamlit answers every address with its document and 200. What is no page of ours becomes a 404."""

    def __init__(
        self,
        app: ASGIApp,
        routes: tuple[Route, ...] = ROUTES,
        listed: tuple[Route, ...] = PUBLIC,
        site: str = "site.name",
    ):
        """routes: the pages there are. listed: those that the 404 leads to. site: the key of the site's name."""
        self.app, self.routes = app, routes
        self.not_found = not_found(listed, site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] == "http" and scope["path"].startswith(TAKES_FILES):
            await self._not_found()(scope, receive, send)
            return
        is_ours = scope["type"] == "http" and not scope["path"].startswith("/media/")
        if not is_ours or find(scope["path"], self.routes):
            await self.app(scope, receive, send)
            return
        is_replaced = False

        async def send_or_replace(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                is_replaced = message["status"] == 200 and headers.get(b"content-type", b"").startswith(b"text/html")
                if is_replaced:
                    await self._not_found()(scope, receive, send)
            if not is_replaced:
                await send(message)

        await self.app(scope, receive, send_or_replace)

    def _not_found(self) -> Response:
        return HTMLResponse(self.not_found, 404, {"Cache-Control": "no-cache"})
