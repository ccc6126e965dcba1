"""Both languages of the dashboard: texts by key, and numbers, dates and names as each language writes them."""

from declaration.language.reader import Reader, reader_of
from declaration.language.texts import MissingTextError, Texts, prose, texts_of

__all__ = ["MissingTextError", "Reader", "Texts", "prose", "reader_of", "texts_of"]
