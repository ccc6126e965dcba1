"""What a reader without JavaScript gets: headline figures, the years behind them, the files, other pages."""

from collections.abc import Iterable
from html import escape

from declaration.access.rules import may_open
from declaration.door.figures import Figures
from declaration.language import Reader, reader_of
from declaration.release.downloads import file_path
from declaration.routes import ROUTES, Route

#: the pages that everybody may open
PUBLIC = tuple(route for route in ROUTES if may_open(route.key, None))


def noscript(reader: Reader, route: Route, release_id: str, figures: Figures) -> str:
    """The inside of the page's `<noscript>`."""
    say = reader.say
    other = "en" if reader.language == "sv" else "sv"
    return "\n".join(
        (
            f'<main lang="{reader.language}" class="noscript">',
            f"<h1>{_text(say(f'page.{route.key}'))}</h1>",
            f"<p>{_text(say(f'page.{route.key}.description'))}</p>",
            f"<p><strong>{_text(headline(reader, figures))}</strong></p>",
            years_table(reader, figures),
            f"<p>{_text(say('door.noscript.why'))}</p>",
            f"<h2>{_text(say('door.noscript.files'))}</h2>",
            _list(
                (file_path(release_id, "all.xlsx"), say("file.all")),
                (file_path(release_id, f"emission.{reader.language}.csv"), say("door.noscript.emission")),
                (file_path(release_id, f"assessment.{reader.language}.csv"), say("door.noscript.assessment")),
                (file_path(release_id, "catalog.jsonld"), say("door.noscript.catalog")),
            ),
            f"<h2>{_text(say('door.noscript.pages'))}</h2>",
            page_list(reader),
            f'<p><a href="/{route.path(other)}" lang="{other}" hreflang="{other}">'
            f"{_text(reader_of(other).say('site.this_language'))}</a></p>",
            "</main>",
        )
    )


def headline(reader: Reader, figures: Figures) -> str:
    """What the lorries emit, where that has to be, and where it is heading, if that can be told."""
    row, say = figures.verdict, reader.say
    facts = say(
        "door.noscript.headline",
        last=reader.about(row["official_t"]),
        year=int(row["official_year"]),
        change=reader.change(row["change_since_base_share"]),
        base_year=int(row["base_year"]),
        target=reader.about(row["target_t"]),
        target_year=int(row["target_year"]),
    )
    if row["status"] == "too_early":
        return facts
    outlook = say(
        "door.noscript.outlook",
        year=int(row["target_year"]),
        range=reader.between(row["forecast_p05_t"], row["forecast_p95_t"]),
        status=say(f"status.{row['status']}").lower(),
    )
    return f"{facts} {outlook}"


def years_table(reader: Reader, figures: Figures) -> str:
    """The published years, as a table."""
    rows = "".join(
        f'<tr><th scope="row">{int(year)}</th><td class="figure">{reader.number(tonnes)}</td></tr>'
        for year, tonnes in zip(figures.years["year"], figures.years["emissions_t"], strict=True)
    )
    say = reader.say
    return (
        f'<table class="figures"><caption>{_text(say("door.noscript.table"))}</caption><thead><tr>'
        f'<th scope="col">{_text(say("column.year"))}</th>'
        f'<th scope="col" class="figure">{_text(say("column.emissions_t"))}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def page_list(reader: Reader, routes: Iterable[Route] = PUBLIC) -> str:
    """Links to pages in the reader's language."""
    return _list(*((f"/{r.path(reader.language)}", reader.say(f"page.{r.key}")) for r in routes))


def _list(*links: tuple[str, str]) -> str:
    lines = "".join(f'<li><a href="{escape(address)}">{_text(words)}</a></li>' for address, words in links)
    return f"<ul>{lines}</ul>"


def _text(words: str) -> str:
    return escape(words, quote=False)
