"""Open data: the files of a release as they were written, and the catalogue that describes them."""

from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route as Address

from declaration.contact import contact
from declaration.door.answers import FOREVER, Content, answer, is_held
from declaration.door.catalog import MEDIA_TYPES, as_bytes, catalog
from declaration.home import home_folder
from declaration.language import texts_of
from declaration.release.downloads import OFFERED, file_path
from declaration.release.shelf import NoReleaseError, Release, current_release, find_release
from declaration.routes import LANGUAGES

CATALOG = "catalog.jsonld"
#: Anyone may fetch open data, from any page.
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def data_addresses() -> list[Address]:
    """The addresses below `/data`."""
    return [
        Address("/data", to_current_catalog, methods=["GET"]),
        Address("/data/", to_current_catalog, methods=["GET"]),
        Address("/data/{release}/{file}", serve_file, methods=["GET"]),
        Address("/data/{anything:path}", lambda request: no_such_file(), methods=["GET"]),
    ]


def to_current_catalog(request: Request) -> Response:
    """The catalogue of the release that is current now."""
    try:
        release = current_release(home_folder())
    except NoReleaseError:
        return no_such_file()
    return RedirectResponse(file_path(release.id, CATALOG), 302, {"Cache-Control": "no-cache", **_OPEN})


def serve_file(request: Request) -> Response:
    """One file of one release."""
    release = find_release(home_folder(), request.path_params["release"])
    name = request.path_params["file"]
    if release is None:
        return no_such_file()
    if name == CATALOG:
        return answer(request, catalog_content(release), FOREVER, _OPEN)
    path = offered_files(release).get(name)
    if path is None:
        return no_such_file()
    response = FileResponse(
        path,
        filename=f"{release.id}_{name}",
        media_type=MEDIA_TYPES[path.suffix],
        headers={"Cache-Control": FOREVER, **_OPEN},
        stat_result=path.stat(),
    )
    if is_held(request, response.headers["etag"]):
        kept = ("etag", "cache-control", *(name.lower() for name in _OPEN))
        return Response(status_code=304, headers={key: response.headers[key] for key in kept})
    return response


def offered_files(release: Release) -> dict[str, Path]:
    """Name → file: what lies in the folder, and nothing that a name could lead to."""
    return {path.name: path for path in sorted(release.downloads.iterdir()) if path.suffix in MEDIA_TYPES}


@lru_cache(maxsize=8)
def catalog_content(release: Release) -> Content:
    """The catalogue of a release, which never changes."""
    graph = catalog(
        release_id=release.id,
        built_on=release.manifest()["built_on"],
        tables=OFFERED,
        sizes={name: path.stat().st_size for name, path in offered_files(release).items()},
        contact=contact(),
        texts={language: texts_of(language) for language in LANGUAGES},
    )
    return Content.of(as_bytes(graph), "application/ld+json")


def no_such_file() -> Response:
    """404 in both languages."""
    lines = (texts_of(language)("door.no_file") for language in LANGUAGES)
    return PlainTextResponse("\n".join(lines) + "\n", 404, {"Cache-Control": "no-cache", **_OPEN})
