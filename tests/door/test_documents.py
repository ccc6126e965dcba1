import gzip
import re

import pytest
from starlette.responses import HTMLResponse

from declaration.door import documents
from declaration.language import reader_of
from declaration.routes import LANGUAGES, ROUTES
from tests.door.running import run

PAGES = [(route, language) for route in ROUTES for language in LANGUAGES]


@pytest.mark.parametrize(("route", "language"), PAGES, ids=lambda x: getattr(x, "key", x))
def test_each_address_has_its_language_title_and_description(server, route, language):
    page = server.ask(f"/{route.path(language)}")
    say = reader_of(language).say
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-language"] == language
    assert f'<html lang="{language}">' in page.text
    titles = re.findall(r"<title>(.*?)</title>", page.text)
    assert titles == [say("door.title", page=say(f"page.{route.key}"), site=say("site.name"))]
    description = re.search(r'<meta name="description" content="(.*?)">', page.text)[1]
    assert len(description) > 40
    assert f'<link rel="canonical" href="{documents.full_address(route, language)}">' in page.text
    alternates = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="(.*?)">', page.text))
    assert alternates == {
        "sv": documents.full_address(route, "sv"),
        "en": documents.full_address(route, "en"),
        "x-default": documents.full_address(route, "sv"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_without_javascript_gets_the_figures(server, language):
    path = ROUTES[0].path(language)
    inside = re.search(r"<noscript>(.*)</noscript>", server.ask(f"/{path}").text, re.DOTALL)[1]
    reader = reader_of(language)
    assert f'<td class="figure">{reader.number(185018)}</td>' in inside
    assert reader.about(185018) in inside
    assert reader.say("status.off_track").lower() in inside
    links = re.findall(r'href="(/.*?)"', inside)
    assert len(links) > len(ROUTES)
    assert [link for link in links if server.ask(link).status != 200] == []


def test_nothing_of_streamlits_own_document_is_left(server):
    text = server.ask("/").text
    for word in (
        "<title>Streamlit",
        "SourceSans",
        "agent",
        "prerenderReady",
        "You need to enable JavaScript",
    ):
        assert word not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "an inline script, which the policy forbids"


def test_what_the_document_points_to_is_there(server):
    text = server.ask("/").text
    own = re.findall(r'(?:href|src)="\./(.*?)"', text)
    assert len(own) > 20
    assert [path for path in own if server.ask(f"/{path}", "HEAD").status != 200] == []


def test_the_library_of_the_first_figure_is_fetched_early(server):
    assert re.search(r'modulepreload" crossorigin href="\./static/js/PlotlyChart\.', server.ask("/").text)
    assert re.search(r'modulepreload" crossorigin href="\./static/js/DeckGlJson', server.ask("/karta").text)
    assert "PlotlyChart" not in server.ask("/metod").text


def test_a_document_is_packed_and_revalidated(server):
    plain, packed = server.ask("/"), server.ask("/", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body) / 2
    assert plain.headers["cache-control"] == "no-cache"
    again = server.ask("/", If_None_Match=plain.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    head = server.ask("/", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) == len(plain.body)


@pytest.mark.parametrize("cookie", ["_streamlit_user=x", "a=b; _streamlit_user_1=x", "_streamlit_user__1=x"])
@pytest.mark.parametrize("path", ["/", "/karta", "/var-vi-star"])
def test_who_is_signed_in_leaves_no_page_in_the_browser(server, path, cookie):
    page = server.ask(path, Cookie=cookie)
    assert page.headers["cache-control"] == "no-store"
    # A copy from before the sign-in is not confirmed: it would be kept as it was.
    assert server.ask(path, Cookie=cookie, If_None_Match=page.headers["etag"]).status == 200


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_a_closed_page_is_not_kept_by_the_browser(server, route):
    said = server.ask(f"/{route.path('en')}", Cookie="_streamlit_xsrf=x").headers["cache-control"]
    assert said == ("no-store" if route.key in ("stand", "report", "meeting") else "no-cache")


@pytest.mark.parametrize("path", ["/finns-inte", "/a/b/c", "/karta/extra", "/index.html"])
def test_an_address_of_no_page_is_a_404_that_leads_on(server, path):
    answer = server.ask(path)
    assert answer.status == 404
    for language in LANGUAGES:
        assert reader_of(language).say("door.not_found.title") in answer.text
        assert f'href="/{ROUTES[1].path(language)}"' in answer.text
    assert "<script" not in answer.text
    assert answer.headers["content-security-policy"]
    assert server.ask(path, "HEAD").status == 404


@pytest.mark.parametrize(("path", "status"), [("/media/report.html", 200), ("/report.html", 404), ("/karta", 200)])
def test_a_file_a_reader_made_is_not_taken_for_a_page(path, status):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    run(documents.UnknownAddresses(HTMLResponse("<p>a report</p>"))(scope, None, send))
    assert [m["status"] for m in sent if m["type"] == "http.response.start"] == [status]
    body = b"".join(m.get("body", b"") for m in sent)
    assert (body == b"<p>a report</p>") == (status == 200)


def test_streamlit_is_told_where_its_server_is_before_it_starts(server):
    text = server.ask("/").text
    assert 0 < text.index("./start.js") < text.index('type="module"')
    assert "BACKEND_BASE_URL" in server.ask("/start.js").text
    assert any(
        "BACKEND_BASE_URL" in path.read_text(encoding="utf-8")
        for path in (documents.STREAMLIT / "static" / "js").glob("index.*.js")
    ), "Streamlit no longer reads window.__streamlit"


def test_a_slash_too_many_leads_to_the_page(server):
    answer = server.ask("/karta/")
    assert (answer.status, answer.headers["location"]) == (301, "/karta")


def test_another_streamlit_is_noticed(monkeypatch, tmp_path):
    (tmp_path / "index.html").write_text('<html lang="en"><title>Other</title></html>')
    monkeypatch.setattr(documents, "STREAMLIT", tmp_path)
    documents.template.cache_clear()
    try:
        with pytest.raises(documents.StreamlitChangedError):
            documents.template()
    finally:
        documents.template.cache_clear()
