"""A dashboard or a steward's room that runs: its own process, its own port."""

import asyncio
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from declaration.home import REPOSITORY

START_SECONDS = 60


def run(coroutine: Coroutine) -> object:
    """Run a coroutine to its end in a thread of its own: the browser of other tests keeps a loop in this one."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(asyncio.run, coroutine).result()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    process: subprocess.Popen
    log: Path

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8")

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request, with the path exactly as given."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


def running_server(home: Path, *options: str) -> AbstractContextManager[Server]:
    """`python serve.py` on a free port, from the moment it answers."""
    return _running(home, ["serve.py", *options], "127.0.0.1", {"host": "HOST", "port": "PORT"})


def running_room(home: Path) -> AbstractContextManager[Server]:
    """The steward's own process; on `localhost`, so that its cookies are not the dashboard's."""
    named = {"host": "STEWARD_HOST", "port": "STEWARD_PORT"}
    return _running(home, ["-m", "declaration.steward", "--try-out"], "localhost", named)


@contextmanager
def _running(home: Path, command: list[str], host: str, named: dict[str, str]) -> Iterator[Server]:
    """A process of ours on a free port. named: what it is told host and port by."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = Path(tempfile.mkstemp(prefix="serve-", suffix=".log")[1])
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=REPOSITORY,
            env={**os.environ, "DECLARATION_HOME": str(home), named["host"]: host, named["port"]: str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(host, port, process, log)
    try:
        _wait_until_it_answers(server)
        yield server
    except BaseException:
        print(f"{' '.join(command)}, ended with {process.poll()}:\n{server.said}")
        raise
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.unlink()


def _wait_until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(f"it ended at once:\n{server.said}")
        try:
            server.ask("/health")
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"it did not answer within {START_SECONDS} s")
