"""The Streamlit script: which language, which pages; nothing else."""

from declaration.ui.shell import run

run()
