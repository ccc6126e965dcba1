"""The state of a member on one page, for its own board: made when it is asked for, and kept nowhere."""

from functools import partial

from declaration.paper import pdf
from declaration.ui.areas import AREAS
from declaration.ui.figures import credit
from declaration.ui.files import File, offer_files
from declaration.ui.stand import Stand, write_intensity
from declaration.ui.stand_figures import trajectory_title, verdict_of, years_in_words
from declaration.ui.stand_strips import Compared, compared, means_in_words, strips_title
from declaration.ui.stand_words import pace_line, quality_line, visible_name
from declaration.ui.visit import Visit


def offer_paper(visit: Visit, stand: Stand) -> None:
    """The button for the PDF."""
    name = f"{visit.release.id}_{visit.route.path(visit.reader.language)}.pdf"
    label, made = visit.reader.say("stand.paper.button"), partial(paper, visit, stand)
    offer_files(visit, "board", [File("pdf", label, name, made)])


def paper(visit: Visit, stand: Stand) -> bytes:
    """The page as a tagged PDF."""
    return pdf("stand", paper_values(visit, stand))


def paper_values(visit: Visit, stand: Stand) -> dict[str, object]:
    """Everything the template writes or draws, in this visit's language."""
    reader, say = visit.reader, visit.reader.say
    strips = compared(stand)
    return {
        "title": say("stand.paper.title", name=stand.about["name"]),
        "language": reader.language,
        "date": visit.edition.built_on,
        "mark": stand.mark,
        "credit": credit(visit, stand.source, "stand.credit"),
        "trajectory": {
            "heading": trajectory_title(stand),
            "subtitle": say("stand.trajectory.subtitle", name=stand.about["name"]),
            "text": [plain(pace_line(stand, "declaration")), plain(pace_line(stand, "own"))],
            "alt": f"{trajectory_title(stand)}. {years_in_words(stand)}",
            **drawing(stand),
        },
        "bands": {
            "heading": strips_title(stand, strips) if strips else say("stand.peers.heading"),
            "lead": say("stand.paper.bands"),
            "strips": [printed(stand, strip) for strip in strips],
            "alone": [
                say(
                    "stand.paper.alone",
                    measure=say(f"stand.intensity.{row.code}"),
                    own=write_intensity(reader, row.amount, row.code),
                )
                for row in stand.alone.itertuples()
            ],
        },
        "areas": {"heading": say("stand.areas.heading"), **areas_table(stand)},
        "quality": {"heading": say("stand.quality.heading"), "text": plain(quality_line(stand))},
        "visible": {
            "heading": say("stand.visible.heading"),
            "text": say("stand.paper.visible"),
            "sums": "; ".join(
                say(
                    "stand.paper.sum", what=visible_name(visit, row), shown=reader.published(row["amount"], row["step"])
                )
                for _, row in stand.visible[stand.visible["dimension"].ne("area")].iterrows()
            ),
        },
    }


def plain(text: str) -> str:
    """A sentence without its Markdown stars: emphasis is the template's."""
    return text.replace("**", "")


def printed(stand: Stand, strip: Compared) -> dict[str, object]:
    """A strip as the template draws it: its words, the bands and which is the own one."""
    say = stand.reader.say
    return {
        "name": strip.measure,
        "peers": say("stand.paper.peers", year=strip.year, peers=strip.peers),
        "value": strip.own,
        "bands": [say(f"stand.band.{band}") for band in strip.bands],
        "own": strip.place,
        "halves": means_in_words(stand, strip),
        "alt": strip.alt,
    }


def areas_table(stand: Stand) -> dict[str, object]:
    """The own tonnes by area, the newest years to the right."""
    reader, say = stand.reader, stand.reader.say
    years = sorted(int(year) for year in stand.areas["year"].unique())[-4:]
    by_key = stand.areas.set_index(["area", "year"])
    rows = []
    for area in AREAS:
        if area not in set(stand.areas["area"]):
            continue
        own = [by_key["co2e_t"].get((area, year)) for year in years]
        share, change = (by_key[name].get((area, years[-1])) for name in ("share", "change_share"))
        rows.append(
            [say(f"area.{area}"), *(reader.about(t) for t in own), reader.percent(share), reader.change(change, 0)]
        )
    heads = [say("stand.paper.area"), *(str(year) for year in years), say("stand.paper.share", year=years[-1])]
    return {"columns": [*heads, say("stand.column.change")], "rows": rows}


def drawing(stand: Stand) -> dict[str, object]:
    """The trajectory as shares of the chart's height and width: marks, paths, ticks and their words."""
    reader, say = stand.reader, stand.reader.say
    first = int(min([*stand.years["year"], *stand.paths["year"]]))
    last = int(max([*stand.years["year"], *stand.paths["year"]]))
    top = float(max([*stand.years["co2e_t"], *stand.paths["path_t"], 1e-9])) * 1.06
    width = max(last - first, 1)

    def at(year: float, t: float) -> list[float]:
        return [(year - first) / width, t / top]

    paths = []
    for path, rows in stand.paths.groupby("path", sort=True):
        points = [at(r.year, r.path_t) for r in rows.itertuples()]
        paths.append({"path": path, "name": say(f"stand.path.{path}"), "points": points})
    return {
        "own": [{"at": at(r.year, r.co2e_t), "estimated": bool(r.estimated)} for r in stand.years.itertuples()],
        "own_name": say("stand.chart.own"),
        "paths": paths,
        "years": [{"at": (year - first) / width, "name": str(year)} for year in range(first, last + 1)],
        "top": reader.tonnes(top / 1.06),
        "top_at": 1 / 1.06,
        "verdict": verdict_of(stand),
    }
