"""Texts by key, from the gettext catalogues in `catalogue/<language>/*.po` and the longer prose in
`prose/<language>/*.md`. A missing key or an unfilled blank is an error, never an empty string on a page."""

import gettext
import io
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent


class MissingTextError(KeyError):
    """A text key that the language's catalogues do not hold."""


class _Refuse(gettext.NullTranslations):
    """Stands behind the catalogues: whatever they lack is an error."""

    def gettext(self, message: str) -> str:
        raise MissingTextError(message)


class Texts:
    """The short texts of one language. Calling it with a key and its blanks gives the text."""

    def __init__(self, language: str):
        self.language = language
        catalog = Catalog(locale=language)
        for path in sorted((FOLDER / "catalogue" / language).glob("*.po")):
            with path.open("rb") as lines:
                for message in read_po(lines, locale=language, abort_invalid=True):
                    if not message.id:
                        continue
                    if message.id in catalog:
                        raise ValueError(f"{path}: the key {message.id} stands in another catalogue too")
                    if not message.string:
                        raise MissingTextError(f"{path}: {message.id} has no text")
                    catalog.add(message.id, message.string)
        compiled = io.BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        self._translations = gettext.GNUTranslations(compiled)
        self._translations.add_fallback(_Refuse())
        self.keys = frozenset(message.id for message in catalog if message.id)

    def __call__(self, key: str, **blanks: object) -> str:
        """The text of `key` with its `{blanks}` filled.

        Raises MissingTextError for an unknown key and KeyError for a blank that was not given.
        """
        text = self._translations.gettext(key)
        return text.format(**blanks) if blanks or "{" in text else text


@lru_cache(maxsize=2)
def texts_of(language: str) -> Texts:
    """The texts of `sv` or `en`, read once a process."""
    return Texts(language)


@lru_cache(maxsize=64)
def prose(language: str, name: str) -> str:
    """A longer text in Markdown, such as `method`. Raises MissingTextError when it is not there."""
    path = FOLDER / "prose" / language / f"{name}.md"
    if not path.is_file():
        raise MissingTextError(f"{language}/{name}.md")
    return path.read_text(encoding="utf-8")
