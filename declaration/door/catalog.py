"""The DCAT-AP 3 catalogue of a release's files, as JSON-LD: what dataportal.se and data.europa.eu harvest."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from declaration.language import Texts
from declaration.release.downloads import file_path

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
_EU = "http://publications.europa.eu/resource/authority"
_LICENCE = f"{_EU}/licence/CC_BY_4_0"
_FORMATS = {
    ".csv": f"{_EU}/file-type/CSV",
    ".parquet": f"{_EU}/file-type/PARQUET",
    ".xlsx": f"{_EU}/file-type/XLSX",
    ".zip": f"{_EU}/file-type/ZIP",
}
_LANGUAGES = {"sv": f"{_EU}/language/SWE", "en": f"{_EU}/language/ENG"}

_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalog(
    release_id: str,
    built_on: str,
    tables: Iterable[str],
    sizes: Mapping[str, int],
    contact: Mapping[str, str],
    texts: Mapping[str, Texts],
) -> dict:
    """One dataset a table, one distribution a file, and the workbook of all. `sizes` are bytes by file."""
    site = contact["site_address"].rstrip("/")

    def worded(key: str, **blanks: str) -> list[dict]:
        return [{"@language": language, "@value": say(key, **blanks)} for language, say in texts.items()]

    def distribution(file: str) -> dict:
        suffix = PurePath(file).suffix
        address = _id(site + file_path(release_id, file))
        return {
            "@type": "dcat:Distribution",
            "@id": f"{address['@id']}#distribution",
            "dcterms:title": worded(f"file.{file.partition('.')[2]}" if file != "all.xlsx" else "file.all"),
            "dcat:accessURL": address,
            "dcat:downloadURL": address,
            "dcat:mediaType": _id(f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[suffix]}"),
            "dcterms:format": _id(_FORMATS[suffix]),
            "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(sizes[file])},
            "dcterms:license": _id(_LICENCE),
        }

    publisher = _id(f"{site}/#publisher")
    contact_point = _id(f"{site}/#contact")

    def dataset(key: str, title: list[dict], description: list[dict], files: list[str]) -> dict:
        return {
            "@type": "dcat:Dataset",
            "@id": f"{site}{file_path(release_id, 'catalog.jsonld')}#{key}",
            "dcterms:title": title,
            "dcterms:description": description,
            "dcterms:identifier": f"{release_id}/{key}",
            "dcterms:publisher": publisher,
            "dcat:contactPoint": contact_point,
            "dcterms:modified": _date(built_on),
            "dcat:version": release_id,
            "dcterms:accrualPeriodicity": _id(f"{_EU}/frequency/ANNUAL"),
            "dcterms:accessRights": _id(f"{_EU}/access-right/PUBLIC"),
            "dcat:theme": [_id(f"{_EU}/data-theme/ENVI"), _id(f"{_EU}/data-theme/TRAN")],
            "dcat:distribution": [distribution(file) for file in files],
        }

    datasets = [
        dataset(
            table,
            worded(f"table.{table}"),
            [
                {
                    "@language": lang,
                    "@value": say("door.dataset", table=say(f"table.{table}"), release=release_id),
                }
                for lang, say in texts.items()
            ],
            files,
        )
        for table in tables
        if (files := [file for file in sizes if file.partition(".")[0] == table])
    ]
    if "all.xlsx" in sizes:
        everything = worded("door.dataset.all", release=release_id)
        datasets.append(dataset("all", worded("file.all"), everything, ["all.xlsx"]))
    if "programme.zip" in sizes:
        datasets.append(dataset("programme", worded("file.zip"), worded("file.zip"), ["programme.zip"]))
    return {
        "@context": _CONTEXT,
        "@graph": [
            {
                "@type": "dcat:Catalog",
                "@id": f"{site}{file_path(release_id, 'catalog.jsonld')}",
                "dcterms:title": worded("door.catalog.title"),
                "dcterms:description": worded("door.catalog.description", release=release_id),
                "dcterms:publisher": publisher,
                "dcterms:license": _id(_LICENCE),
                "dcterms:language": [_id(_LANGUAGES[language]) for language in texts],
                "dcterms:modified": _date(built_on),
                "foaf:homepage": _id(f"{site}/"),
                "dcat:dataset": [_id(entry["@id"]) for entry in datasets],
            },
            *datasets,
            {
                "@type": "foaf:Organization",
                **publisher,
                "foaf:name": contact["organisation"],
                "foaf:homepage": _id(f"{site}/"),
            },
            {
                "@type": "vcard:Organization",
                **contact_point,
                "vcard:fn": contact["organisation"],
                "vcard:hasEmail": _id(f"mailto:{contact['email']}"),
            },
        ],
    }


def as_bytes(graph: dict) -> bytes:
    """The catalogue as it is served."""
    return json.dumps(graph, ensure_ascii=False, indent=1).encode()


def _id(address: str) -> dict:
    return {"@id": address}


def _date(day: str) -> dict:
    return {"@type": "xsd:date", "@value": day}
