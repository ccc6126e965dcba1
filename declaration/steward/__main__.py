"""`python -m declaration.steward`: serves the steward's room on this machine.

STEWARD_HOST and STEWARD_PORT say where (127.0.0.1:8502): an address of this machine, since it shows members' figures.
DECLARATION_SECRETS names the file that sets its sign-in up. `--try-out` lets an invented steward in; never beside a
real sign-in, nor where members' own reports are.
"""

import argparse
import os
import sys
from contextlib import nullcontext

from declaration.access.provider import is_loopback
from declaration.door.serving import serve
from declaration.door.settings import name_secrets
from declaration.door.try_out import trying_out
from declaration.home import home_folder
from declaration.language import texts_of
from declaration.routes import LANGUAGES
from declaration.steward.app import make_app
from declaration.steward.room import is_data_holders


def main() -> int:
    """Serve until interrupted. 1 where the home is not the data holder's, or where others could reach the room."""
    name_secrets()
    parser = argparse.ArgumentParser(prog="python -m declaration.steward", description=__doc__)
    parser.add_argument("--try-out", action="store_true", help="with an invented steward to sign in as")
    wants_try_out = parser.parse_args().try_out
    host, port = os.environ.get("STEWARD_HOST", "127.0.0.1"), int(os.environ.get("STEWARD_PORT", "8502"))
    home = home_folder()
    if not is_data_holders(home):
        _tell("steward.not_here", home=str(home))
        return 1
    if not is_loopback(host):
        _tell("steward.only_here", host=host)
        return 1
    with trying_out("steward", host, port) if wants_try_out else nullcontext():
        _tell("steward.served", address=f"http://{host}:{port}")
        serve(make_app(), host, port)
    return 0


def _tell(key: str, **blanks: str) -> None:
    for language in LANGUAGES:
        print(texts_of(language)(key, **blanks), file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
