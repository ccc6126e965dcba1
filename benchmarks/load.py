"""A hundred readers click through public, member and official pages while a release is swapped in the middle, and
while in two browsers a member drops one file of 2 000 lines after another, and a visitor takes away one file after
another.

Each reader is a socket of its own that speaks Streamlit's protocol, signed in where its page asks for it. Told are
reruns without error, the median and p95 of a rerun as ratios to an empty page's under the same load on the same
machine, and the server's memory a reader. A reader's first page, for which all hundred connect within eight seconds to
a server just started, is told apart.

    python benchmarks/load.py [--readers 100] [--seconds 60] [--home FOLDER]

`--home`: a home with at least two releases; without it one is built (some two minutes).
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import websockets
from playwright.async_api import Page, async_playwright
from playwright.async_api import TimeoutError as TooLateError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from declaration.access.rules import ROOMS, may_open  # noqa: E402
from declaration.access.standing import MEMBER, OFFICIAL, Person  # noqa: E402
from declaration.release.shelf import current_release, make_current, releases  # noqa: E402
from declaration.routes import LANGUAGES, ROUTES  # noqa: E402
from tests.browser.conftest import BROWSERS, FLAGS  # noqa: E402

#: of ten readers: members, officials; the rest read the public pages
MEMBERS_OF_TEN, OFFICIALS_OF_TEN = 3, 1
#: seconds between two clicks of a reader
PAUSE = (4.0, 8.0)
#: lines of each file that is checked meanwhile, and the member whose it is
LINES, SENDER = 2000, "demo-akeriet-alfa"
EMPTY_APP = """
import streamlit as st
app = st.App("empty.py")
"""


@dataclass
class Tally:
    """What the readers met: seconds of each rerun by page, of each reader's first page, and errors in words.

    checks: seconds from dropping a file to what was read in it. taken: seconds from asking for a file to having it.
    """

    seconds: dict[str, list[float]] = field(default_factory=dict)
    first: list[float] = field(default_factory=list)
    checks: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        """Every rerun's seconds."""
        return [one for many in self.seconds.values() for one in many]


@dataclass(frozen=True)
class Site:
    """A running server, and the secret its cookies are signed with (empty: nobody signs in)."""

    address: str
    process: subprocess.Popen
    secret: str = ""

    @property
    def memory_mb(self) -> float:
        """What the server holds in memory."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def reader(site: Site, number: int, until: float, tally: Tally) -> None:
    """One reader, from the first page to the end of the time."""
    chance = random.Random(number)
    person = _person(number) if site.secret else None
    pages = [("empty", "")] if not site.secret else _pages(person)
    await asyncio.sleep(chance.uniform(0, PAUSE[1]))
    token = generate_xsrf_token_string()
    cookies = [f"_streamlit_xsrf={token}"] + ([_cookie(site, person)] if person else [])
    where = site.address.replace("http", "ws") + "/_stcore/stream"
    try:
        async with websockets.connect(
            where,
            origin=site.address,
            subprotocols=["streamlit", token],
            additional_headers={"Cookie": "; ".join(cookies)},
            max_size=None,
        ) as stream:
            first = True
            while time.monotonic() < until:
                key, path = chance.choice(pages)
                begun = time.perf_counter()
                await stream.send(_rerun(site, path))
                await _until_finished(stream, key, tally)
                (tally.first if first else tally.seconds.setdefault(key, [])).append(time.perf_counter() - begun)
                first = False
                await asyncio.sleep(chance.uniform(*PAUSE))
    except (OSError, websockets.WebSocketException) as lost:
        tally.errors.append(f"reader {number}: {lost}")


async def sender(site: Site, until: float, tally: Tally) -> None:
    """A member in a browser, who drops a file, reads what is said of it, puts it away, and drops the next."""
    name, _, value = _cookie(site, Person(MEMBER, "A member", SENDER)).partition("=")
    async with browsing(site) as page:
        await page.context.add_cookies([{"name": name, "value": value, "url": site.address}])
        await page.goto("/rapportera")
        read = page.locator(".st-key-file-read")
        while time.monotonic() < until:
            file = {"name": f"{len(tally.checks)}.csv", "mimeType": "text/csv", "buffer": _long_report()}
            await page.locator("input[type=file]").set_input_files(file)
            begun = time.perf_counter()
            await read.wait_for(timeout=120_000)
            tally.checks.append(time.perf_counter() - begun)
            await page.locator(".st-key-file-away button").click()
            await read.wait_for(state="detached", timeout=120_000)
            await asyncio.sleep(PAUSE[0])


async def taker(site: Site, until: float, tally: Tally) -> None:
    """A visitor in a browser, who takes away a chart's figures again and again."""
    async with browsing(site) as page:
        await page.goto("/")
        figure = page.locator(".st-key-figure-trajectory")
        await figure.locator("summary").click()
        button = figure.locator("button[data-file=csv-sv]")
        while time.monotonic() < until:
            begun = time.perf_counter()
            try:
                async with page.expect_download(timeout=10_000) as coming:
                    await button.press("Enter")
                if failure := await (await coming.value).failure():
                    tally.errors.append(f"a file was not had: {failure}")
                tally.taken.append(time.perf_counter() - begun)
            except TooLateError:
                tally.errors.append("a file did not come")
            await asyncio.sleep(1)


@asynccontextmanager
async def browsing(site: Site) -> AsyncIterator[Page]:
    """A page in a browser of its own."""
    async with async_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = await playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield await (await browser.new_context(base_url=site.address)).new_page()
        await browser.close()


def _long_report() -> bytes:
    """The member's own report, its first line LINES times with other amounts."""
    folder = REPOSITORY / "data" / "demonstration" / "reports" / "2025"
    heading, line, *_ = (folder / f"{SENDER}.csv").read_text(encoding="utf-8").splitlines()
    return "\n".join([heading, *(line.replace("216560", str(n)) for n in range(1, LINES + 1))]).encode()


def _person(number: int) -> Person | None:
    place = number % 10
    if place < MEMBERS_OF_TEN:
        return Person(MEMBER, "A member", MEMBER_IDS[number % len(MEMBER_IDS)])
    return Person(OFFICIAL, "An official") if place < MEMBERS_OF_TEN + OFFICIALS_OF_TEN else None


def _pages(person: Person | None) -> list[tuple[str, str]]:
    """(key, path) of what the person opens in both languages; half of the clicks of who has a room fall in it."""
    opened = [(r.key, r.path(language)) for r in ROUTES for language in LANGUAGES if may_open(r.key, person)]
    own = [page for page in opened if person and page[0] in ROOMS[person.role]]
    return opened + own * (max(1, len(opened) // len(own)) if own else 0)


def _cookie(site: Site, person: Person) -> str:
    group = f"member:{person.member_id}" if person.role == MEMBER else person.role
    claims = {"is_logged_in": True, "origin": site.address, "iat": datetime.now(UTC).timestamp(), "groups": [group]}
    return "_streamlit_user=" + create_signed_value(site.secret, "_streamlit_user", json.dumps(claims)).decode()


def _rerun(site: Site, path: str) -> bytes:
    message = BackMsg()
    message.rerun_script.page_script_hash = calc_hash(path) if path else ""
    message.rerun_script.context_info.url = f"{site.address}/{path}"
    return message.SerializeToString()


async def _until_finished(stream: websockets.ClientConnection, key: str, tally: Tally) -> None:
    while True:
        message = ForwardMsg.FromString(await asyncio.wait_for(stream.recv(), 120))
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            tally.errors.append(f"{key}: {message.delta.new_element.exception.message}")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "alert":
            alert = message.delta.new_element.alert
            if alert.format == alert.ERROR:
                tally.errors.append(f"{key}: {alert.body[:80]}")
        if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return


async def read(site: Site, readers: int, seconds: float, swap: object = None) -> tuple[Tally, float]:
    """Let the readers read, and a member hand in; `swap` is called half-way.

    Gives the tally and the memory a reader (MB).
    """
    tally, before = Tally(), site.memory_mb
    until = time.monotonic() + seconds
    tasks = [asyncio.create_task(reader(site, number, until, tally)) for number in range(readers)]
    if site.secret:
        tasks += [asyncio.create_task(visitor(site, until, tally)) for visitor in (sender, taker)]
    await asyncio.sleep(seconds / 2)
    if swap:
        swap()
    await asyncio.sleep(seconds / 2)
    at_the_end = site.memory_mb
    await asyncio.gather(*tasks)
    return tally, (at_the_end - before) / readers


@contextmanager
def running(command: list[str], folder: Path, home: Path, *, secret: bool):
    """A server on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "DECLARATION_HOME": str(home), "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen([*command, *(["--port", str(port)] if not secret else [])], cwd=folder, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        held = home / "served" / "try-out" / "dashboard.toml"
        yield Site(address, process, tomllib.loads(held.read_text())["auth"]["cookie_secret"] if secret else "")
    finally:
        process.terminate()
        process.wait()


def tell(name: str, tally: Tally, memory: float, reference: Tally | None = None) -> None:
    """Print one line a measure."""
    middle, late = statistics.median(tally.all), statistics.quantiles(tally.all, n=20)[-1]
    print(f"{name}: {len(tally.all)} reruns, {len(tally.errors)} errors, {memory:.1f} MB a reader")
    print(f"  first page: median {statistics.median(tally.first) * 1000:.0f} ms")
    print(f"  rerun: median {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms", end="")
    if reference:
        base = statistics.median(reference.all), statistics.quantiles(reference.all, n=20)[-1]
        print(f": {middle / base[0]:.1f} and {late / base[1]:.1f} times the empty page's", end="")
    print()
    if tally.checks:
        print(f"  file of {LINES} lines: {len(tally.checks)} checked, median {statistics.median(tally.checks):.1f} s")
    if tally.taken:
        print(f"  file to take away: {len(tally.taken)} had, median {statistics.median(tally.taken):.1f} s")
    for key, seconds in sorted(tally.seconds.items()) if reference else ():
        print(f"    {key:<15}{len(seconds):>6} reruns, median {statistics.median(seconds) * 1000:>5.0f} ms")
    for error in tally.errors[:5]:
        print(f"  {error}")


def prepare(home: Path) -> None:
    """Two releases to read."""
    for options in (("--as-of", "2025-06-30"), ()):
        command = [sys.executable, "-m", "declaration", "release", *options]
        subprocess.run(command, cwd=REPOSITORY, env={**os.environ, "DECLARATION_HOME": str(home)}, check=True)


def main() -> int:
    """Measure; 1 where a reader met an error."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder) / "home"
        if not chosen.home:
            prepare(home)
        first, last = releases(home)[-2:]
        MEMBER_IDS.extend(sorted(p.name.split(".")[0] for p in (first.folder / "members").iterdir()))
        make_current(home, first.id)
        Path(folder, "empty.py").write_text("import streamlit as st\nst.title('Empty')\n")
        Path(folder, "serve_empty.py").write_text(EMPTY_APP)
        shutil.copytree(REPOSITORY / ".streamlit", Path(folder, ".streamlit"))
        uvicorn = [sys.executable, "-m", "uvicorn", "serve_empty:app", "--no-access-log", "--log-level", "error"]
        with running(uvicorn, Path(folder), home, secret=False) as site:
            reference, memory = asyncio.run(read(site, chosen.readers, chosen.seconds))
        tell("empty page", reference, memory)
        with running([sys.executable, "serve.py", "--try-out"], REPOSITORY, home, secret=True) as site:
            swap = lambda: make_current(home, last.id)  # noqa: E731
            tally, memory = asyncio.run(read(site, chosen.readers, chosen.seconds, swap))
        tell("dashboard", tally, memory, reference)
        if current_release(home).id != last.id:
            tally.errors.append("the release was not swapped")
    return 1 if tally.errors or reference.errors else 0


MEMBER_IDS: list[str] = []

if __name__ == "__main__":
    raise SystemExit(main())
