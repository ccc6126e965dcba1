"""What a visitor may send: no files to an address, and over the socket no more than the largest report."""

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from declaration.reports.sent import MOST_BYTES

#: the code that Streamlit closes a socket with when it has read a message and can make nothing of it
READ = 1002


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "OPTIONS", "GET"])
@pytest.mark.parametrize("path", ["/_stcore/upload_file/a/b", "/_stcore/upload%5Ffile/a/b", "/_stcore/upload_file"])
def test_no_address_takes_files(server, method, path):
    answer = server.ask(path, method)
    assert answer.status == 404
    assert answer.headers["content-security-policy"]


def is_read(server, size: int) -> bool:
    """Whether a message of this size is read, or the socket closed before its end."""
    with connect(f"ws://{server.host}:{server.port}/_stcore/stream", max_size=None) as socket:
        try:
            socket.send(b"\xff" * size)
            while True:
                socket.recv(timeout=30)
        except ConnectionClosed as closed:
            return closed.rcvd is not None and closed.rcvd.code == READ


def test_a_message_larger_than_any_report_is_not_taken(server):
    as_text = (MOST_BYTES + 2) // 3 * 4
    assert is_read(server, as_text + 1_000_000)
    assert not is_read(server, 9_000_000)
