"""`python -m declaration build | release | audit | price | rollback`: makes what people read, and tries to break it.

They are runs: one at a time in a home. With `--progress FILE` one tells its steps to that file and
nothing else to anybody; whoever starts it so holds the lock and passes it on.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from declaration.home import DATA, home_folder
from declaration.language import reader_of, texts_of
from declaration.lock import alone
from declaration.problems import InputRefused, Problem
from declaration.release.progress import (
    AUDITED,
    FAILED,
    KEY_MADE,
    PRICED,
    REFUSED,
    RELEASED,
    ROLLED_BACK,
    UP_TO_DATE,
    Account,
    why_failed,
)


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
    for name in ("release", "build", "audit", "price", "rollback"):
        commands.choices[name].add_argument(
            "--progress", type=Path, metavar="FILE", help="tell each step to this file, and nothing else"
        )
    listed = commands.add_parser("releases", help="list the releases on the shelf")
    listed.set_defaults(handler=releases_command)


@contextmanager
def _run(arguments: argparse.Namespace) -> Iterator[Account]:
    """One run at a time. One that gives account writes its failure there: a message may hold a member's figure."""
    account = Account(arguments.progress)
    if arguments.progress is None:
        with alone(home_folder(), lambda: print(_both("release.waits"), file=sys.stderr, flush=True)):
            yield account
        return
    try:
        yield account
    except Exception as failure:
        account.end(FAILED, **why_failed(failure))
        raise SystemExit(1) from None


def release_command(arguments: argparse.Namespace) -> int:
    """Build a release and make it current. 3 where the audit refuses it."""
    from declaration.audit.report import text
    from declaration.release.build import ReleaseRefusedError, build_release

    def tell(step: str) -> None:
        account.step(step)
        print(_both(f"release.step.{step}"), file=sys.stderr, flush=True)

    def announce(path: Path) -> None:
        account.tell(KEY_MADE, file=str(path))
        print(_both("sealing.key_made", path=str(path)), file=sys.stderr)

    with _run(arguments) as account:
        try:
            release, is_new = build_release(
                home_folder(),
                as_of=arguments.as_of,
                revise=arguments.revise,
                tell=tell,
                announce_key=announce,
            )
        except ReleaseRefusedError as refused:
            report = refused.report
            found = {"exposures": len(report.exposures), "findings": len(report.findings)}
            account.end(REFUSED, release=refused.release_id, **found)
            if arguments.progress is None:
                print(text(report))
            return 3
        account.end(RELEASED if is_new else UP_TO_DATE, release=release.id)
        print(f"{release.id} {'built' if is_new else 'is up to date'}: {release.folder}")
        return 0


def audit_command(arguments: argparse.Namespace) -> int:
    """Audit everything released. 3 on any exposure."""
    from declaration.audit.report import text
    from declaration.release.auditing import audit_release, keep_report
    from declaration.release.shelf import current_release, find_release
    from declaration.sealing.key import key_of

    home = home_folder()
    with _run(arguments) as account:
        account.step("audit")
        named = find_release(home, arguments.release) if arguments.release else None
        ledger = home / "ledger" / (named or current_release(home)).manifest()["ledger_file"]
        try:
            report, newest = audit_release(home, ledger, DATA, key_of(home), arguments.release)
        except KeyError as unknown:
            raise _unknown(arguments.release) from unknown
        keep_report(home, newest, report, key_of(home))
        account.end(AUDITED, release=newest, exposures=len(report.exposures), findings=len(report.findings))
        if arguments.progress is None:
            print(text(report))
        return 0 if report.passed else 3


def price_command(arguments: argparse.Namespace) -> int:
    """Show, for the optional tables of the rules, how many of their cells would be withheld if they were added now."""
    from declaration.release.pricing import price
    from declaration.release.shelf import current_release
    from declaration.sealing.key import key_of

    home = home_folder()
    with _run(arguments) as account:
        account.step("price")
        release = current_release(home)
        rows = price(home, home / "ledger" / release.manifest()["ledger_file"], DATA, key_of(home)).to_dict("records")
        account.end(PRICED, release=release.id, tables=rows)
        for language in ("sv", "en"):
            reader = reader_of(language)
            print(reader.say("price.heading", release=release.id))
            for row in rows:
                cells = {name: reader.number(row[name]) for name in ("cells", "shown", "withheld")}
                print("  " + reader.say("price.row", table=reader.say(f"price.table.{row['dimension']}"), **cells))
        return 0


def rollback_command(arguments: argparse.Namespace) -> int:
    """Point readers at an earlier release. What was published since stays in the ledger."""
    from declaration.release.shelf import find_release, make_current

    with _run(arguments) as account:
        account.step("rollback")
        if find_release(home_folder(), arguments.release) is None:
            raise _unknown(arguments.release)
        make_current(home_folder(), arguments.release)
        account.end(ROLLED_BACK, release=arguments.release)
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
