"""`python -m declaration build | release | audit | rollback`: makes what people read, and tries to break it."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from declaration.home import DATA, home_folder
from declaration.language import texts_of
from declaration.problems import InputRefused, Problem


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Register the commands of this room."""
    for name in ("release", "build"):
        one = commands.add_parser(name, help="build, audit and publish a release, unless the same one stands")
        one.add_argument("--as-of", type=_moment, help="with the reports known at the end of this day (YYYY-MM-DD)")
        one.add_argument("--revise", action="store_true", help="take corrections of published years in (once a year)")
        one.set_defaults(handler=release_command)
    audit = commands.add_parser("audit", help="try to read a member out of everything released so far")
    audit.add_argument("release", nargs="?", help="up to this release; the newest by default")
    audit.set_defaults(handler=audit_command)
    rollback = commands.add_parser("rollback", help="make an earlier release current again")
    rollback.add_argument("release", help="its id, as `releases` lists it")
    rollback.set_defaults(handler=rollback_command)
    price = commands.add_parser("price", help="what publishing a further table would cost in withheld cells")
    price.set_defaults(handler=price_command)
    listed = commands.add_parser("releases", help="list the releases on the shelf")
    listed.set_defaults(handler=releases_command)


def release_command(arguments: argparse.Namespace) -> int:
    """Build a release and make it current. 3 where the audit refuses it."""
    from declaration.audit.report import text
    from declaration.release.build import ReleaseRefusedError, build_release

    try:
        release, is_new = build_release(
            home_folder(),
            as_of=arguments.as_of,
            revise=arguments.revise,
            tell=lambda step: print(_both(f"release.step.{step}"), file=sys.stderr, flush=True),
            announce_key=lambda path: print(_both("sealing.key_made", path=str(path)), file=sys.stderr),
        )
    except ReleaseRefusedError as refused:
        print(text(refused.report))
        return 3
    print(f"{release.id} {'built' if is_new else 'is up to date'}: {release.folder}")
    return 0


def audit_command(arguments: argparse.Namespace) -> int:
    """Audit everything released. 3 on any exposure."""
    from declaration.audit.report import text
    from declaration.release.auditing import audit_release
    from declaration.release.shelf import current_release
    from declaration.sealing.key import key_of

    home = home_folder()
    ledger = home / "ledger" / current_release(home).manifest()["ledger_file"]
    try:
        report = audit_release(home, ledger, DATA, key_of(home), arguments.release)
    except KeyError as unknown:
        raise _unknown(arguments.release) from unknown
    print(text(report))
    return 0 if report.passed else 3


def price_command(_: argparse.Namespace) -> int:
    """Show, for the optional tables of the rules, how many cells would be withheld, there and in the others."""
    from declaration.disclosure.gate import decide
    from declaration.disclosure.rules import read_rules
    from declaration.release.gating import read_knowledge
    from declaration.release.ledger import entries
    from declaration.release.shelf import current_release
    from declaration.release.vault import load, vault_file
    from declaration.sealing.key import key_of

    home = home_folder()
    release = current_release(home)
    edition, _ = load(vault_file(home, release.id), key_of(home))
    classes = entries(home / "ledger" / release.manifest()["ledger_file"])[0].tables["classes"]
    rules, knowledge = read_rules(DATA / "disclosure" / "rules.toml"), read_knowledge(DATA)
    for tables in (rules.table, (*rules.table, *rules.option)):
        numbers = decide(edition, [], classes, rules, knowledge, tables=tables).numbers
        counted = numbers.assign(withheld=numbers["status"].eq("withheld")).groupby("dimension")["withheld"]
        print(counted.agg(cells="size", withheld="sum").to_string(), end="\n\n")
    return 0


def rollback_command(arguments: argparse.Namespace) -> int:
    """Point readers at an earlier release. What was published since stays in the ledger."""
    from declaration.release.shelf import find_release, make_current

    if find_release(home_folder(), arguments.release) is None:
        raise _unknown(arguments.release)
    make_current(home_folder(), arguments.release)
    print(_both("release.is_current", release=arguments.release))
    return 0


def releases_command(_: argparse.Namespace) -> int:
    """List the releases, newest last, the current one marked."""
    from declaration.release.shelf import current_release, releases

    now = current_release(home_folder()).id
    for release in releases(home_folder()):
        manifest = release.manifest()
        print(f"{'*' if release.id == now else ' '} {release.id}  {manifest['built_on']}  {release.folder}")
    return 0


def _unknown(release: str) -> InputRefused:
    return InputRefused([Problem("no_such_release", str(Path("releases")), found=release)])


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=23, minute=59, second=59, tzinfo=UTC)


def _both(key: str, **blanks: str) -> str:
    return " / ".join(texts_of(language)(key, **blanks) for language in ("sv", "en"))
