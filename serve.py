"""Serves the dashboard: `python serve.py`, or `uvicorn serve:app` behind a process manager.

`python serve.py --try-out` lets one sign in as somebody invented, on this machine alone.
"""

import argparse
import gc
import importlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

import streamlit as st
from starlette.middleware import Middleware

from declaration.door.assets import AssetStore, ServeAssets, all_assets
from declaration.door.documents import UnknownAddresses, document_addresses, template
from declaration.door.files import data_addresses
from declaration.door.headers import SecurityHeaders
from declaration.door.machines import machine_addresses
from declaration.door.serving import serve
from declaration.door.settings import name_secrets, settle
from declaration.door.sign_in import ReturnAfterSignIn
from declaration.door.try_out import trying_out
from declaration.home import REPOSITORY

#: What the pages import: paid for at the start, not by the first visitor.
HEAVY = ("pandas", "duckdb", "plotly.graph_objects", "pydeck")

name_secrets()
store = AssetStore(all_assets())


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Ready the process for its visitors."""
    settle()
    template()
    for name in HEAVY:
        importlib.import_module(name)
    # What is loaded by now stays: the garbage collector need not look at it again.
    gc.collect()
    gc.freeze()
    store.pack_in_background()
    yield


app = st.App(
    REPOSITORY / "dashboard.py",
    lifespan=lifespan,
    routes=[*machine_addresses(), *data_addresses(), *document_addresses()],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(ServeAssets, store=store),
        Middleware(ReturnAfterSignIn),
        Middleware(UnknownAddresses),
    ],
)


def main() -> None:
    """Serve on HOST and PORT until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--try-out", action="store_true", help="with invented people to sign in as; this machine only")
    try_out = parser.parse_args().try_out
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8501"))
    with trying_out("dashboard", host, port) if try_out else nullcontext():
        print(f"The dashboard is served on http://{host}:{port} (stop it with Ctrl+C).", flush=True)
        serve(app, host, port)


if __name__ == "__main__":
    main()
