"""How both processes, the dashboard's and the steward's room, stand on their port."""

import streamlit as st
import uvicorn
from streamlit import config


def serve(app: st.App, host: str, port: int) -> None:
    """Serve until interrupted."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Open sockets are those of readers who have a page open: they reconnect by themselves.
        timeout_graceful_shutdown=3,
        # Packing every message would cost more time than it saves on these small ones.
        ws_per_message_deflate=False,
        # What is larger than the largest report is not even read to its end.
        ws_max_size=config.get_option("server.maxWidgetStateSize") * 1_000_000,
    )
