"""Habits of Streamlit and its libraries that have no setting and that we do without."""

import os
import warnings

from authlib.deprecate import AuthlibDeprecationWarning
from streamlit import config, net_util
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.pages_manager import PagesManager

from declaration.language import texts_of
from declaration.routes import LANGUAGES

_make_file = DeferredFileHandler.handle


def name_secrets() -> None:
    """Read Streamlit's secrets from the file that DECLARATION_SECRETS names, else from where Streamlit looks."""
    if named := os.environ.get("DECLARATION_SECRETS"):
        config.set_option("secrets.files", [named])


def settle() -> None:
    """Call once, before the first visitor."""
    # Until some visit has called st.navigation, Streamlit takes our folder `pages/` for its old automatic
    # pages: whoever came first to an address like /karta would be told that the page does not exist.
    PagesManager.uses_pages_directory = False
    # To judge a socket from a foreign origin, Streamlit asks a third party for this machine's public address.
    net_util.get_external_ip = lambda: None
    # That a file could not be made is told in English alone.
    DeferredFileHandler.handle = make_file
    # What Streamlit's sign-in imports will be renamed one day: nothing that whoever runs the server could act on.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)


async def make_file(
    handler: DeferredFileHandler, request: BackendOperationRequest, session_id: str
) -> BackendOperationResponse:
    """Streamlit's answer to who asks for a file; in both languages where there is none."""
    answer = await _make_file(handler, request, session_id)
    if answer.error_msg:
        answer.error_msg = " ".join(texts_of(language)("door.not_made") for language in LANGUAGES)
    return answer
