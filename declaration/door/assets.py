"""Static files from memory: Streamlit's bundles, our own files, and the library that draws pictures.

Streamlit sends its bundles unpacked. Each is packed once here, in the background after the start or when
someone asks first.
"""

import mimetypes
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from declaration.door.answers import FOREVER, Content, answer
from declaration.home import REPOSITORY

STREAMLIT = Path(find_spec("streamlit").submodule_search_locations[0]) / "static"
PLOTLY = Path(find_spec("plotly").submodule_search_locations[0]) / "package_data" / "plotly.min.js"

_AN_HOUR = "public, max-age=3600"
#: Types that not every system's table knows.
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}


@dataclass(frozen=True)
class Asset:
    """A file and how long a browser may keep it unasked."""

    file: Path
    cache: str

    @property
    def media_type(self) -> str:
        """The type by the file's name."""
        guessed = _TYPES.get(self.file.suffix) or mimetypes.guess_type(self.file.name)[0]
        return guessed or "application/octet-stream"


def all_assets() -> dict[str, Asset]:
    """Address → file. Whatever is not in here is not served from here, so no path can lead astray."""
    bundles = {f"/static/{p.relative_to(STREAMLIT / 'static').as_posix()}": Asset(p, FOREVER)
               for p in (STREAMLIT / "static").rglob("*") if p.is_file()}  # fmt: skip
    own = REPOSITORY / "static"
    ours = {f"/app/static/{p.relative_to(own).as_posix()}": Asset(p, _AN_HOUR)
            for p in own.rglob("*") if p.is_file()}  # fmt: skip
    return {
        **bundles,
        **ours,
        "/favicon.png": Asset(own / "favicon.png", _AN_HOUR),
        # a browser that opens a file of ours asks for it by this name
        "/favicon.ico": Asset(own / "favicon.png", _AN_HOUR),
        "/vendor/plotly.min.js": Asset(PLOTLY, _AN_HOUR),
        "/start.js": Asset(Path(__file__).parent / "start.js", _AN_HOUR),
        "/pictures.js": Asset(REPOSITORY / "declaration" / "ui" / "pictures.js", _AN_HOUR),
    }


class AssetStore:
    """The packed files of one process."""

    def __init__(self, assets: dict[str, Asset]):
        self.assets = assets
        self._packed: dict[Path, Content] = {}

    def content(self, asset: Asset) -> Content:
        """The packed file; packs it if nobody has yet."""
        if asset.file not in self._packed:
            self._packed[asset.file] = Content.of(asset.file.read_bytes(), asset.media_type)
        return self._packed[asset.file]

    def pack_in_background(self) -> None:
        """Pack every file, the largest first: those are the ones a visitor would wait for."""
        largest_first = sorted(self.assets.values(), key=lambda asset: -asset.file.stat().st_size)
        Thread(target=lambda: [self.content(a) for a in largest_first], name="pack", daemon=True).start()


class ServeAssets:
    """Answers for the store's addresses and lets everything else pass."""

    def __init__(self, app: ASGIApp, store: AssetStore):
        self.app = app
        self.store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        is_read = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        asset = self.store.assets.get(scope["path"]) if is_read else None
        if asset is None:
            await self.app(scope, receive, send)
            return
        content = await run_in_threadpool(self.store.content, asset)
        await answer(Request(scope), content, asset.cache)(scope, receive, send)
