"""`python -m declaration.steward`: serves the steward's room on this machine.

STEWARD_HOST and STEWARD_PORT say where (127.0.0.1:8502). `--try-out` lets an invented steward in; never where members'
own reports have been received.
"""

import argparse
import os
import sys
from contextlib import nullcontext

import uvicorn

from declaration.door.try_out import trying_out
from declaration.home import home_folder
from declaration.language import texts_of
from declaration.routes import LANGUAGES
from declaration.steward.app import make_app
from declaration.steward.room import TRYING_OUT, holds_real_reports, is_data_holders


def main() -> int:
    """Serve until interrupted. 1 where the home is not the data holder's."""
    parser = argparse.ArgumentParser(prog="python -m declaration.steward", description=__doc__)
    parser.add_argument("--try-out", action="store_true", help="with an invented steward to sign in as")
    wants_try_out = parser.parse_args().try_out
    host, port = os.environ.get("STEWARD_HOST", "127.0.0.1"), int(os.environ.get("STEWARD_PORT", "8502"))
    home = home_folder()
    if not is_data_holders(home):
        _tell("steward.not_here", home=str(home))
        return 1
    is_real = holds_real_reports(home)
    if wants_try_out and is_real:
        _tell("steward.no_try_out")
    is_try_out = wants_try_out and not is_real
    os.environ[TRYING_OUT] = "yes" if is_try_out else ""
    with trying_out("steward", host, port) if is_try_out else nullcontext():
        _tell("steward.served", address=f"http://{host}:{port}")
        uvicorn.run(
            make_app(),
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            ws_per_message_deflate=False,
        )
    return 0


def _tell(key: str, **blanks: str) -> None:
    for language in LANGUAGES:
        print(texts_of(language)(key, **blanks), file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
