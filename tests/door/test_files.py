import json

import pytest

from declaration.door.catalog import catalog
from declaration.language import texts_of
from declaration.release.downloads import OFFERED
from tests.door.conftest import RELEASE_ID

TYPES = {
    "emission.sv.csv": "text/csv",
    "emission.en.csv": "text/csv",
    "emission.parquet": "application/vnd.apache.parquet",
    "all.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pytest.mark.parametrize("name", TYPES)
def test_a_file_is_served_as_it_was_written(server, home, name):
    answer = server.ask(f"/data/{RELEASE_ID}/{name}")
    assert answer.status == 200
    assert answer.body == (home / "served" / "releases" / RELEASE_ID / "downloads" / name).read_bytes()
    assert answer.headers["content-type"].split(";")[0] == TYPES[name]
    assert answer.headers["content-disposition"] == f'attachment; filename="{RELEASE_ID}_{name}"'
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "immutable" in answer.headers["cache-control"]
    again = server.ask(f"/data/{RELEASE_ID}/{name}", If_None_Match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        f"/data/{RELEASE_ID}/no.csv",
        f"/data/{RELEASE_ID}/..",
        f"/data/{RELEASE_ID}/../manifest.json",
        f"/data/{RELEASE_ID}/%2e%2e%2fmanifest.json",
        f"/data/{RELEASE_ID}/..%5cmanifest.json",
        f"/data/{RELEASE_ID}/manifest.json",
        f"/data/{RELEASE_ID}/a/b.csv",
        "/data/2025-04-04-ffffffff/emission.sv.csv",
        "/data/../emission.sv.csv",
        "/data/current/emission.sv.csv",
    ],
)
def test_nothing_else_is_served(server, path):
    assert server.ask(path).status in (400, 404)


def test_a_missing_file_is_told_in_both_languages(server):
    answer = server.ask(f"/data/{RELEASE_ID}/no.csv")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.splitlines() == [texts_of(language)("door.no_file") for language in ("sv", "en")]


def test_the_catalogue_lists_every_file_with_its_size(server, home):
    answer = server.ask(f"/data/{RELEASE_ID}/catalog.jsonld")
    assert answer.headers["content-type"].startswith("application/ld+json")
    graph = answer_graph(json.loads(answer.text))
    files = {p.name: p.stat().st_size for p in (home / "served" / "releases" / RELEASE_ID / "downloads").iterdir()}
    described = {
        entry["dcat:downloadURL"]["@id"].rpartition("/")[2]: int(entry["dcat:byteSize"]["@value"])
        for dataset in graph["dcat:Dataset"]
        for entry in dataset["dcat:distribution"]
    }
    assert described == files


def test_data_leads_to_the_current_catalogue(server):
    for path in ("/data", "/data/"):
        answer = server.ask(path)
        assert (answer.status, answer.headers["location"]) == (302, f"/data/{RELEASE_ID}/catalog.jsonld")


def test_the_catalogue_has_what_dcat_ap_asks_for():
    contact = {
        "site_address": "https://data.example.org/",
        "organisation": "Staden",
        "email": "a@example.org",
    }
    sizes = {"area.sv.csv": 10, "area.en.csv": 11, "area.parquet": 12, "all.xlsx": 13}
    texts = {language: texts_of(language) for language in ("sv", "en")}
    made = catalog("2025-04-04-0123abcd", "2026-11-23", OFFERED, sizes, contact, texts)
    graph = answer_graph(made)
    (whole,) = graph["dcat:Catalog"]
    assert len(graph["dcat:Dataset"]) == 2
    assert [d["@id"] for d in whole["dcat:dataset"]] == [d["@id"] for d in graph["dcat:Dataset"]]
    for thing in (whole, *graph["dcat:Dataset"]):
        for name in ("dcterms:title", "dcterms:description"):
            assert {text["@language"] for text in thing[name]} == {"sv", "en"}
        assert thing["dcterms:publisher"] == {"@id": graph["foaf:Organization"][0]["@id"]}
    for dataset in graph["dcat:Dataset"]:
        for file in dataset["dcat:distribution"]:
            assert file["dcterms:license"]["@id"].endswith("CC_BY_4_0")
            assert file["dcat:accessURL"]["@id"].startswith("https://data.example.org/data/")
            assert "media-types/" in file["dcat:mediaType"]["@id"]
    identifiers = [d["dcterms:identifier"] for d in graph["dcat:Dataset"]]
    assert len(set(identifiers)) == len(identifiers)


def answer_graph(made: dict) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for entry in made["@graph"]:
        found.setdefault(entry["@type"], []).append(entry)
    return found
