"""From a Typst template to a PDF that a screen reader can read (PDF/UA-1), the same bytes for the same input."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import typst

_ROOM = Path(__file__).parent
TEMPLATES = _ROOM / "templates"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Roboto from the repository, and none of the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_ROOM / "fonts"])


def pdf(template: str, values: Mapping[str, object], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of `templates/<template>.typ`, tagged as PDF/UA-1.

    values: what the template asks for, as far as JSON can hold it; always `title`, `language` ('sv', 'en') and `date`
    (ISO day, also the file's own date). They reach the template as a file `values.json`: text in them is never
    read as Typst. pictures: file name → bytes (SVG, PNG), for the template's `image(name)`.
    The template sees these files and its neighbours, nothing else of the machine. Raises typst.TypstError where the
    template is wrong or leaves out what PDF/UA-1 asks for, such as an alternative text.
    """
    files = {path.name: path.read_bytes() for path in TEMPLATES.glob("*.typ") if path.stem != template}
    files["main"] = (TEMPLATES / f"{template}.typ").read_bytes()
    files["values.json"] = json.dumps(values, ensure_ascii=False, allow_nan=False).encode()
    files |= pictures or {}
    return typst.compile(
        files,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(datetime.fromisoformat(str(values["date"])).replace(tzinfo=UTC).timestamp()),
    )
