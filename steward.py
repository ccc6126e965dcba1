"""The Streamlit script of the steward's room: nothing else."""

from declaration.steward.shell import run

run()
