"""Where a member lies among its peers: one strip for each intensity that can be compared, on the page and on paper."""

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from declaration.charts.strip import Strip, strips_chart
from declaration.language import Reader
from declaration.ui.figures import Figure, Words
from declaration.ui.stand import Stand, bands_of, peers_in_words, write_intensity
from declaration.ui.tables import Column, year_column

HALVES = ("lower", "upper")


@dataclass(frozen=True)
class Compared:
    """One intensity among its peers: codes of its bands and which is the own one, and the words for all of it.

    amount: in the intensity's unit. peers: who they are, and how many. means: of the lower and the upper half, the
    sign for withheld where they are not told; told: which of them are.
    """

    code: str
    measure: str
    year: int
    amount: float
    unit: str
    own: str
    peers: str
    bands: tuple[str, ...]
    place: int
    means: tuple[str, str]
    told: tuple[bool, bool]
    alt: str

    @property
    def band(self) -> str:
        """The code of the own band."""
        return self.bands[self.place]


def compared(stand: Stand) -> list[Compared]:
    """The newest intensities that have a peer group, in the order shown."""
    return [_compared(stand, row) for _, row in stand.compared.iterrows()]


def _compared(stand: Stand, row: pd.Series) -> Compared:
    reader, code, bands = stand.reader, row["code"], bands_of(row["band"])
    measure, peers = reader.say(f"stand.intensity.{code}"), peers_in_words(reader, row)
    own, band = write_intensity(reader, row["amount"], code), reader.say(f"stand.band.{row['band']}")
    return Compared(
        code=code,
        measure=measure,
        year=int(row["year"]),
        amount=row["amount"],
        unit=reader.say(f"stand.unit.{code}"),
        own=own,
        peers=peers,
        bands=bands,
        place=bands.index(row["band"]),
        means=tuple(half_in_words(stand, row, half) for half in HALVES),
        told=tuple(stand.half(code, row["year"], half) is not None for half in HALVES),
        alt=reader.say("stand.strips.alt", measure=measure, own=own, band=band.lower(), peers=peers),
    )


def means_in_words(stand: Stand, strip: Compared) -> tuple[str, ...]:
    """What stands below each half of a strip; empty where nothing is told."""
    return tuple(
        stand.reader.say("stand.strip.mean", mean=mean) if told else ""
        for mean, told in zip(strip.means, strip.told, strict=True)
    )


def strips_figure(stand: Stand) -> Figure | None:
    """The newest band of each intensity; None where there is no peer group for any."""
    reader, say, strips = stand.reader, stand.reader.say, compared(stand)
    if not strips:
        return None
    words = Words(
        title=strips_title(stand, strips),
        subtitle=say("stand.strips.subtitle", year=strips[0].year),
        alt=" ".join(strip.alt for strip in strips),
        source=stand.source,
        credit="stand.credit",
    )
    rows = pd.DataFrame(
        {
            "measure": [strip.measure for strip in strips],
            "year": [strip.year for strip in strips],
            "amount": [strip.amount for strip in strips],
            "unit_name": [strip.unit for strip in strips],
            "band_name": [say(f"stand.band.{strip.band}") for strip in strips],
            "peers": [strip.peers for strip in strips],
            "lower": [strip.means[0] for strip in strips],
            "upper": [strip.means[1] for strip in strips],
        }
    )
    columns = {
        "measure": Column(say("stand.column.measure")),
        "year": year_column(reader),
        "amount": Column(say("stand.column.own"), reader.about),
        "unit_name": Column(say("column.unit")),
        "band_name": Column(say("stand.column.band")),
        "peers": Column(say("stand.column.peers")),
        "lower": Column(say("stand.column.lower")),
        "upper": Column(say("stand.column.upper")),
    }
    return Figure(words, strips_chart(reader, [drawn(stand, strip) for strip in strips], stand.mark), rows, columns)


def drawn(stand: Stand, strip: Compared) -> Strip:
    """A strip as the chart draws it."""
    say = stand.reader.say
    return Strip(
        heading=strip.measure,
        group=strip.peers,
        bands=tuple(say(f"stand.band.short.{band}") for band in strip.bands),
        own=strip.place,
        value=say("stand.strip.own", own=strip.own),
        halves=means_in_words(stand, strip),
    )


def half_in_words(stand: Stand, row: pd.Series, half: str) -> str:
    """The rounded mean of a half as its interval; the sign for withheld where it is not told."""
    told = stand.half(row["code"], row["year"], half)
    return stand.reader.published(None) if told is None else interval_in_words(stand.reader, told)


def interval_in_words(reader: Reader, told: pd.Series) -> str:
    """A rounded mean as the interval it was told as: all its decimals, and no more."""
    decimals = max(-min(0, Decimal(repr(float(told[end]))).normalize().as_tuple().exponent) for end in ("low", "high"))
    return f"{reader.number(told['low'], decimals)}–{reader.number(told['high'], decimals)}"


def strips_title(stand: Stand, strips: list[Compared]) -> str:
    """The finding: in how many measures the member is among the lowest or the highest."""
    low = sum(strip.place == 0 for strip in strips)
    high = sum(strip.place == len(strip.bands) - 1 for strip in strips)
    finding = "mixed" if low and high else "low" if low else "high" if high else "middle"
    return stand.reader.say(f"stand.strips.title.{finding}", low=low, high=high, count=len(strips))
