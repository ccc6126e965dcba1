import gzip
import re

import pytest
from starlette.requests import Request

from declaration.door.answers import Content, answer
from declaration.door.assets import Asset, AssetStore, all_assets


def request(**headers: str) -> Request:
    pairs = [(k.replace("_", "-").lower().encode(), v.encode()) for k, v in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": pairs})


def test_content_is_packed_where_that_helps():
    text = Content.of(b"a" * 5000, "text/css")
    assert text.is_packed
    assert len(text.stored) < 100
    assert text.plain() == b"a" * 5000
    font = Content.of(b"a" * 5000, "font/woff2")
    assert not font.is_packed
    assert text == Content.of(b"a" * 5000, "text/css"), "the same body gives the same bytes"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("br;q=1.0, gzip;q=0.8", "gzip"),
        ("*", "gzip"),
        ("", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip; q=0.0, identity", None),
    ],
)
def test_only_who_takes_it_packed_gets_it_packed(accepted, encoding):
    response = answer(request(accept_encoding=accepted), Content.of(b"a" * 5000, "text/css"))
    assert response.headers.get("content-encoding") == encoding
    assert len(response.body) == (5000 if encoding is None else int(response.headers["content-length"]))


def test_whoever_has_it_is_not_sent_it_again():
    content = Content.of(b"a", "text/css")
    for tag in (content.etag, content.etag.removeprefix("W/"), f'"x", {content.etag}', "*"):
        assert answer(request(if_none_match=tag), content).status_code == 304
    assert answer(request(if_none_match='"x"'), content).status_code == 200


def test_bundles_are_packed_and_kept_for_ever(server):
    index = server.ask("/").text
    path = "/" + re.search(r'src="\./(static/js/index\..*?)"', index)[1]
    plain, packed = server.ask(path), server.ask(path, Accept_Encoding="gzip")
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert packed.headers["content-type"].startswith("text/javascript")
    assert server.ask(path, If_None_Match=packed.headers["etag"]).status == 304


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/app/static/site.css", "text/css"),
        ("/app/static/blank-style.json", "application/json"),
        ("/app/static/fonts/roboto-latin-400-normal.woff2", "font/woff2"),
        ("/app/static/favicon.png", "image/png"),
        ("/favicon.ico", "image/png"),
        ("/vendor/plotly.min.js", "text/javascript"),
    ],
)
def test_our_own_files(server, path, media_type):
    file = server.ask(path, Accept_Encoding="gzip")
    assert file.status == 200
    assert file.headers["content-type"].split(";")[0] == media_type
    assert file.headers["cache-control"] == "public, max-age=3600"
    assert "access-control-allow-origin" not in file.headers
    assert server.ask(path, If_None_Match=file.headers["etag"]).status == 304


@pytest.mark.parametrize("path", ["/app/static/../serve.py", "/static/../../version.py", "/static/%2e%2e/x"])
def test_no_path_leads_out(server, path):
    assert server.ask(path).status in (400, 404)


def test_packing_all_of_it_finds_every_file():
    assets = all_assets()
    assert len(assets) > 100
    assert all(asset.file.is_file() for asset in assets.values())


def test_a_file_is_packed_once(tmp_path):
    file = tmp_path / "a.css"
    file.write_text("a" * 1000)
    store = AssetStore({"/a.css": Asset(file, "no-cache")})
    first = store.content(store.assets["/a.css"])
    file.write_text("b")
    assert store.content(store.assets["/a.css"]) is first
