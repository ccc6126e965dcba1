"""Content that is made once and answered many times: packed with gzip, with an ETag, revalidated for free."""

import gzip
import hashlib
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
NEVER = "no-store"

#: Media types that gain nothing from gzip.
_DENSE = re.compile(r"image/(?!svg)|font/|application/(zip|vnd\.openxml)")
#: `gzip` with any weight but zero.
_TAKES_GZIP = re.compile(r"(^|,)\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[^,]*)?(,|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Content:
    """One body, kept packed where that makes it smaller."""

    media_type: str
    etag: str
    stored: bytes
    is_packed: bool

    @classmethod
    def of(cls, body: bytes, media_type: str) -> "Content":
        """Pack a body. The same body always gives the same ETag."""
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        packed = body if _DENSE.match(media_type) else gzip.compress(body, 9, mtime=0)
        is_packed = len(packed) < len(body)
        return cls(media_type, etag, packed if is_packed else body, is_packed)

    def plain(self) -> bytes:
        """The body as it was."""
        return gzip.decompress(self.stored) if self.is_packed else self.stored


def answer(
    request: Request, content: Content, cache: str = REVALIDATE, headers: dict[str, str] | None = None
) -> Response:
    """200 with the content, packed for whoever takes it packed; 304 for whoever has it already and may keep it."""
    headers = {"Cache-Control": cache, "ETag": content.etag, "Vary": "Accept-Encoding", **(headers or {})}
    if cache != NEVER and is_held(request, content.etag):
        return Response(status_code=304, headers=headers)
    if not content.is_packed:
        return Response(content.stored, media_type=content.media_type, headers=headers)
    if _TAKES_GZIP.search(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
        return Response(content.stored, media_type=content.media_type, headers=headers)
    return Response(content.plain(), media_type=content.media_type, headers=headers)


def is_held(request: Request, etag: str) -> bool:
    """Whether the browser says that it has this version."""
    held = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag.removeprefix("W/") in held or "*" in held
