"""Habits of Streamlit and its libraries that have no setting and that we do without."""

import os
import warnings

from authlib.deprecate import AuthlibDeprecationWarning
from streamlit import config, net_util
from streamlit.runtime.pages_manager import PagesManager


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
    # What Streamlit's sign-in imports will be renamed one day: nothing that whoever runs the server could act on.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
