"""The steward's own door: its pages with security headers, on a port of its own, for this machine alone."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from html import escape

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Address

from declaration.door.answers import NEVER, Content, answer
from declaration.door.assets import AssetStore, ServeAssets, all_assets
from declaration.door.documents import UnknownAddresses, template, with_token
from declaration.door.headers import SecurityHeaders
from declaration.door.settings import settle
from declaration.home import REPOSITORY
from declaration.language import reader_of
from declaration.routes import LANGUAGES, Route, find
from declaration.steward.routes import STEWARD_ROUTES

_NO_STORE = {"Cache-Control": NEVER}


def make_app() -> st.App:
    """The app, ready to be served."""
    store = AssetStore(all_assets())

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        settle()
        template()
        gc.collect()
        gc.freeze()
        store.pack_in_background()
        yield

    return st.App(
        REPOSITORY / "steward.py",
        lifespan=lifespan,
        routes=[
            Address("/health", lambda request: JSONResponse({"status": "ok"}, headers=_NO_STORE), methods=["GET"]),
            *(
                Address(f"/{route.path(language)}", serve_document, methods=["GET"])
                for route in STEWARD_ROUTES
                for language in LANGUAGES
            ),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(ServeAssets, store=store),
            Middleware(UnknownAddresses, routes=STEWARD_ROUTES, listed=STEWARD_ROUTES, site="steward.site"),
        ],
    )


def serve_document(request: Request) -> Response:
    """The document of the address asked for; it holds no figure."""
    route, language = find(request.url.path, STEWARD_ROUTES)
    told = answer(request, document(route, language), NEVER, {"Content-Language": language})
    return with_token(request, told)


@lru_cache(maxsize=8)
def document(route: Route, language: str) -> Content:
    """Streamlit's document with the page's language and title."""
    say = reader_of(language).say
    title = escape(say("door.title", page=say(f"page.{route.key}"), site=say("steward.site")), quote=False)
    lines = (
        f"<title>{title}</title>",
        '<meta name="robots" content="noindex">',
        '<link rel="stylesheet" href="./app/static/site.css">',
        '<script src="./start.js"></script>',
    )
    inside = f"<h1>{title}</h1><p>{escape(say('steward.noscript'))}</p>"
    text = template().format(lang=language, head="\n    ".join(lines), noscript=inside)
    return Content.of(text.encode(), "text/html")
