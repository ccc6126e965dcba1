"""The commands about official statistics: `python -m declaration statistics import|list|check|excerpt`."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from declaration.home import DATA, home_folder
from declaration.language import reader_of
from declaration.sources.statistics_store import (
    Imported,
    committed_releases,
    import_reports,
    imported_releases,
    read_release,
    write_excerpt,
)

LANGUAGES = ("sv", "en")


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Mount `statistics …` among the commands."""
    statistics = commands.add_parser("statistics", help="the official statistics: import, list, excerpt")
    actions = statistics.add_subparsers(required=True, metavar="action")
    taking = actions.add_parser("import", help="read SMHI's county reports and keep them beside the others")
    taking.add_argument("files", nargs="+", type=Path, metavar="FILE.xlsx")
    taking.add_argument("--all", action="store_true", help="list every total that does not add up, as CSV")
    taking.set_defaults(handler=import_command)
    listing = actions.add_parser("list", help="what is held")
    listing.set_defaults(handler=list_command)
    excerpt = actions.add_parser("excerpt", help="write the part that the repository holds of a release")
    excerpt.add_argument("release", metavar="RELEASE")
    excerpt.set_defaults(handler=excerpt_command)


def import_command(arguments: argparse.Namespace) -> int:
    """Import the files, all or none, and tell what is in each and what does not add up."""
    for imported in import_reports(home_folder(), arguments.files):
        for language in LANGUAGES:
            print(told(imported, language))
        if arguments.all:
            every_deviation(imported).to_csv(sys.stdout, index=False)
    return 0


def list_command(_: argparse.Namespace) -> int:
    """Tell which releases are held: imported in the home folder, and committed in the repository."""
    home = home_folder()
    held = [(release, "imported") for release in imported_releases(home)]
    held += [(release, "committed") for release in committed_releases()]
    for release, how in sorted(held):
        if how == "imported":
            figures = read_release(home, release)
        else:
            figures = pd.read_csv(DATA / "statistics" / f"smhi_{release}.csv", dtype={"release": str})
        years = f"{figures['year'].min()}–{figures['year'].max()}"
        for language in LANGUAGES:
            reader = reader_of(language)
            count = reader.number(len(figures))
            print(reader.say(f"import.{how}", release=release, years=years, count=count))
    return 0


def excerpt_command(arguments: argparse.Namespace) -> int:
    """Write the committed table of an imported release."""
    path = write_excerpt(home_folder(), arguments.release)
    for language in LANGUAGES:
        print(reader_of(language).say("import.excerpt", release=arguments.release, file=path))
    return 0


def told(imported: Imported, language: str) -> str:
    """What a person should know of an imported file, in one language."""
    reader = reader_of(language)
    say, report = reader.say, imported.report
    lines = [
        say(
            "import.done" if imported.is_new else "import.already",
            file=report.source_file,
            release=report.release,
            gas=report.gas,
            unit=report.unit,
            years=f"{report.years[0]}–{report.years[-1]}",
            count=reader.number(len(report.keys)),
        )
    ]
    for addition in imported.additions:
        off = addition.deviations
        check = say(f"import.check.{addition.name}")
        compared = reader.number(addition.compared)
        if off.empty:
            lines.append(say("import.adds_up", check=check, compared=compared))
            continue
        worst = off.iloc[0]
        lines.append(
            say(
                "import.does_not_add_up",
                check=check,
                compared=compared,
                off=reader.number(len(off)),
                largest=reader.number(worst["difference_t"], 1),
                where=", ".join(str(worst[name]) for name in ("main_sector", "sub_sector", "area_code", "year")),
            )
        )
    if imported.unknown_sectors:
        lines.append(say("import.unknown_sectors", sectors="; ".join(imported.unknown_sectors)))
    return "\n".join(lines)


def every_deviation(imported: Imported) -> pd.DataFrame:
    """All totals of a report that are not the sum of their parts."""
    found = [a.deviations.assign(check=a.name, release=imported.report.release) for a in imported.additions]
    return pd.concat(found, ignore_index=True)
