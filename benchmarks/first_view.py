"""What a first visitor waits for and downloads: from navigation to the first chart, against an empty page.

Both are served on this machine and opened by the same Chromium. Cold: an empty browser cache; warm: the
second visit. Bytes are those over the wire (compressed), counted by the browser.

    python benchmarks/first_view.py
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

REPOSITORY = Path(__file__).resolve().parent.parent
ROUNDS = 5
PAGES = {
    "overview": ("/", ".js-plotly-plot .main-svg"),
    "areas": ("/omstallningsomraden", ".js-plotly-plot .main-svg"),
    "statistics": ("/statistik", ".js-plotly-plot .main-svg"),
    "map": ("/karta", "canvas"),
    "method": ("/metod", "table.figures"),
}


@contextmanager
def served(command: list[str], environment: dict[str, str], health: str) -> Iterator[str]:
    """A server on a free port; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [part.format(port=port) for part in command],
        cwd=REPOSITORY,
        env={**os.environ, **environment, "PORT": str(port), "HOST": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(address + health, timeout=2).read()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def visits(browser: Browser, url: str, selector: str) -> tuple[float, float, int]:
    """Median seconds to the selector, cold and warm, and bytes over the wire of a cold visit."""
    cold, warm, weight = [], [], []
    for _ in range(ROUNDS):
        context = browser.new_context(locale="sv-SE")
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        received: list[float] = []
        session.on("Network.loadingFinished", lambda event, r=received: r.append(event["encodedDataLength"]))
        for times in (cold, warm):
            begun = time.perf_counter()
            page.goto(url, wait_until="commit")
            page.wait_for_selector(selector, state="visible", timeout=60_000)
            times.append(time.perf_counter() - begun)
            if times is cold:
                page.wait_for_timeout(2000)  # what still loads behind the chart counts too
                weight.append(int(sum(received)))
        context.close()
    return statistics.median(cold), statistics.median(warm), int(statistics.median(weight))


def main() -> None:
    """Serve an empty page and the dashboard, and visit both."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder) / "empty.py"
        script.write_text("import streamlit as st\nst.title('Empty')\n")
        home = {"DECLARATION_HOME": folder}
        subprocess.run(
            [sys.executable, "-m", "declaration", "build"],
            cwd=REPOSITORY,
            env={**os.environ, **home},
            check=True,
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        empty = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port={port}"]
        with served([*empty, "--server.headless=true"], {}, "/_stcore/health") as address:
            cold, warm, weight = visits(browser, address, "h1")
        print(f"empty page: cold {cold:.2f} s, warm {warm:.2f} s, {weight / 1000:.0f} kB over the wire")
        print(f"{'page':<12}{'cold':>7}{'warm':>7}{'kB':>8}   (times the empty page, except kB)")
        with served([sys.executable, "serve.py"], home, "/health") as address:
            for name, (path, selector) in PAGES.items():
                c, w, b = visits(browser, address + path, selector)
                print(f"{name:<12}{c / cold:>7.2f}{w / warm:>7.2f}{b / 1000:>8.0f}")
        browser.close()


if __name__ == "__main__":
    main()
