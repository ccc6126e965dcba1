"""Numbers, dates and intervals as each language writes them, beside that language's texts.

Swedish: decimal comma, a narrow no-break space between thousands also in four digits, minus U+2212, a hard
space before per cent. Figures that are missing, not applicable or withheld get Kolada's signs, never a zero.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from declaration.clock import here
from declaration.language.texts import Texts, prose, texts_of

THIN = "\u202f"
HARD = "\u00a0"
MINUS = "\u2212"

#: Kolada's signs for a figure that is not there.
MISSING, NOT_APPLICABLE, WITHHELD = "-", ".", ".."


def round_significant(x: float, digits: int) -> float:
    """`x` to that many significant figures: 185 018 to three is 185 000."""
    if x == 0 or not math.isfinite(x):
        return x
    return round(x, digits - 1 - math.floor(math.log10(abs(x))))


@dataclass(frozen=True)
class Reader:
    """Whoever reads: a language with its texts and its way of writing figures."""

    language: str
    say: Texts
    locale: Locale

    @property
    def plotly_separators(self) -> str:
        """Decimal and thousands sign for a Plotly layout."""
        return f",{THIN}" if self.language == "sv" else ".,"

    def prose(self, name: str) -> str:
        """A longer text of this language, in Markdown."""
        return prose(self.language, name)

    def number(self, x: float | None, decimals: int = 0) -> str:
        """`x` with a fixed number of decimals, or the sign for missing."""
        if x is None or not math.isfinite(x):
            return MISSING
        rounded = round(float(x), decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        text = format_decimal(abs(rounded), format=pattern, locale=self.locale)
        if self.language == "sv":
            text = text.replace(HARD, THIN)
        return (MINUS if rounded < 0 else "") + text

    def published(self, x: float | None, step: float | None = None) -> str:
        """A figure that the gate decided on: the sign for withheld, and no nought for what only rounds to nothing."""
        if x is None or not math.isfinite(x):
            return WITHHELD
        if x == 0 and step:
            return f"< {self.number(step / 2)}"
        return self.number(x)

    def about(self, x: float | None, digits: int = 3) -> str:
        """`x` to a few significant figures, as running text gives it: 185 018 becomes 185 000."""
        if x is None or not math.isfinite(x):
            return MISSING
        rounded = round_significant(x, digits)
        decimals = 0
        if rounded:
            decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
        return self.number(rounded, min(decimals, 6))

    def tonnes(self, x: float | None, digits: int = 3) -> str:
        """t CO2e in running text."""
        return f"{self.about(x, digits)}{HARD}t"

    def signed(self, x: float | None, digits: int = 2) -> str:
        """A change to a few significant figures, with its sign."""
        text = self.about(x, digits)
        return f"+{text}" if x is not None and math.isfinite(x) and x > 0 else text

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share (0–1) in per cent."""
        if share is None or not math.isfinite(share):
            return MISSING
        gap = HARD if self.language == "sv" else ""
        return f"{self.number(share * 100, decimals)}{gap}%"

    def change(self, share: float | None, decimals: int = 0) -> str:
        """A relative change (−0.1 for a tenth less) in per cent, with its sign."""
        text = self.percent(share, decimals)
        return f"+{text}" if share is not None and round(share * 100, decimals) > 0 else text

    def between(self, low: float | None, high: float | None, digits: int = 2) -> str:
        """An interval with an en dash."""
        a, b = self.about(low, digits), self.about(high, digits)
        return f"{a}–{b}" if MINUS not in a + b else f"{a} {self.say('word.to')} {b}"

    def date(self, iso: str | date) -> str:
        """A day, written out: 4 april 2025."""
        day = date.fromisoformat(iso) if isinstance(iso, str) else iso
        return format_date(day, format="long", locale=self.locale)

    def moment(self, at: str | datetime) -> str:
        """A point in time: the day, and hour and minute by the clock in Sweden."""
        there = here(at)
        return self.say("word.moment", date=self.date(there.date()), time=f"{there:%H:%M}")


@lru_cache(maxsize=2)
def reader_of(language: str) -> Reader:
    """The reader of `sv` or `en`. English is British: day before month, SI units."""
    locale = Locale.parse("sv_SE" if language == "sv" else "en_GB")
    return Reader(language, texts_of(language), locale)
