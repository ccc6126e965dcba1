"""Addresses for machines: health, robots.txt, the sitemap and security.txt."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Address

from declaration.access.rules import may_open
from declaration.contact import contact
from declaration.door.answers import Content, answer
from declaration.door.documents import full_address
from declaration.home import home_folder
from declaration.release.shelf import NoReleaseError, current_release
from declaration.routes import LANGUAGES, ROUTES

_A_DAY = "public, max-age=86400"
#: RFC 9116 advises less than a year.
_SECURITY_TXT_HOLDS = timedelta(days=180)


def machine_addresses() -> list[Address]:
    """What is served for machines."""
    return [
        Address("/health", health, methods=["GET"]),
        Address("/robots.txt", robots, methods=["GET"]),
        Address("/sitemap.xml", sitemap, methods=["GET"]),
        Address("/.well-known/security.txt", security, methods=["GET"]),
    ]


def health(request: Request) -> Response:
    """200 with the current release; 503 with the reason when there is none to read."""
    headers = {"Cache-Control": "no-store"}
    try:
        release = current_release(home_folder())
    except NoReleaseError:
        return JSONResponse({"status": "unavailable", "reason": "no release has been built"}, 503, headers)
    if not release.public_database.is_file():
        return JSONResponse(
            {"status": "unavailable", "reason": "the release's database is gone", "release": release.id},
            503,
            headers,
        )
    return JSONResponse({"status": "ok", "release": release.id}, 200, headers)


def robots(request: Request) -> Response:
    """Everything may be read; the app's inner addresses hold nothing to find."""
    lines = (
        "User-agent: *",
        "Disallow: /_stcore/",
        "Disallow: /media/",
        "Disallow: /auth/",
        "",
        f"Sitemap: {_site()}/sitemap.xml",
        "",
    )
    return answer(request, Content.of("\n".join(lines).encode(), "text/plain"), _A_DAY)


def sitemap(request: Request) -> Response:
    """Every public page in every language, each with where it is in the others."""
    entries = []
    for route in filter(lambda route: may_open(route.key, None), ROUTES):
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{name}" href="{escape(full_address(route, language))}"/>'
            for name, language in (*((lang, lang) for lang in LANGUAGES), ("x-default", "sv"))
        )
        entries += [
            f"<url><loc>{escape(full_address(route, language))}</loc>{alternates}</url>" for language in LANGUAGES
        ]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(entries)
        + "\n</urlset>\n"
    )
    return answer(request, Content.of(text.encode(), "application/xml"), _A_DAY)


def security(request: Request) -> Response:
    """Whom to tell about a weakness (RFC 9116)."""
    expires = (datetime.now(UTC) + _SECURITY_TXT_HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: mailto:{contact()['security_email']}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sv, en",
        f"Canonical: {_site()}/.well-known/security.txt",
        "",
    )
    return answer(request, Content.of("\n".join(lines).encode(), "text/plain"), _A_DAY)


def _site() -> str:
    return contact()["site_address"].rstrip("/")
