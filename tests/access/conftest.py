import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton


@pytest.fixture
def secrets(tmp_path):
    """Writes Streamlit's secrets for one test."""
    before = config.get_option("secrets.files")
    path = tmp_path / "secrets.toml"

    def write(text: str):
        path.write_text(text)
        config.set_option("secrets.files", [str(path)])
        secrets_singleton._reset()
        return path

    write("")
    yield write
    config.set_option("secrets.files", before)
    secrets_singleton._reset()
