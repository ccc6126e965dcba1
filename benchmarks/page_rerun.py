"""Server time of each page's run, cold and warm, as a ratio to an empty Streamlit page in the same process.

Cold: the first run of a page in a process that has drawn another page (caches of that page empty). Warm: the
median of later runs, as every further reader or click pays. Both through Streamlit's own script runner.

    python benchmarks/page_rerun.py
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

RUNS = 30


def runs_of(test: object, count: int) -> list[float]:
    """Seconds of each run."""
    seconds = []
    for _ in range(count):
        begun = time.perf_counter()
        test.run(timeout=120)
        seconds.append(time.perf_counter() - begun)
        if test.exception:
            raise RuntimeError(test.exception[0].message)
    return seconds


def main() -> None:
    """Build a release in a folder of its own, then measure."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["DECLARATION_HOME"] = home
        subprocess.run([sys.executable, "-m", "declaration", "build"], cwd=REPOSITORY, check=True)
        from streamlit.runtime.pages_manager import PagesManager
        from streamlit.testing.v1 import AppTest, app_test
        from streamlit.util import calc_hash

        from declaration.access.rules import role_of
        from declaration.access.standing import NOT_CONFIGURED, SIGNED_IN, Person, Standing
        from declaration.door.settings import settle
        from declaration.home import home_folder
        from declaration.release.shelf import current_release
        from declaration.routes import ROUTES
        from declaration.ui import shell

        settle()
        members = sorted((current_release(home_folder()).folder / "members").iterdir())
        app_test.PagesManager = type("Settled", (PagesManager,), {})

        empty_page = AppTest.from_string("import streamlit as st\nst.title('Empty')")
        runs_of(empty_page, 5)
        empty = statistics.median(runs_of(empty_page, RUNS))
        print(f"empty page: {empty * 1000:.1f} ms")
        print(f"{'page':<16}{'cold':>8}{'warm':>8}   times the empty page")
        first = AppTest.from_file(str(REPOSITORY / "dashboard.py"))
        first._page_hash = calc_hash(ROUTES[-1].sv)
        runs_of(first, 2)
        for route in ROUTES:
            # a room is measured as whom it opens for finds it
            role = role_of(route.key)
            person = Person(role, "A reader", members[0].name.split(".")[0]) if role else None
            standing = Standing(SIGNED_IN, person) if person else Standing(NOT_CONFIGURED)
            shell.current_standing = lambda standing=standing: standing
            test = AppTest.from_file(str(REPOSITORY / "dashboard.py"))
            test._page_hash = calc_hash(route.sv) if route.sv else ""
            cold, *rest = runs_of(test, RUNS + 3)
            warm = statistics.median(rest[2:])
            print(f"{route.key:<16}{cold / empty:>8.1f}{warm / empty:>8.1f}")


if __name__ == "__main__":
    main()
