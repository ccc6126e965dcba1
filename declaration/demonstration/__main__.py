"""`python -m declaration.demonstration`: write `data/demonstration/` anew, the same bytes every time."""

import argparse
from pathlib import Path

from declaration.demonstration.files import write_folder
from declaration.home import DATA

parser = argparse.ArgumentParser(prog="python -m declaration.demonstration", description=__doc__)
parser.add_argument("--into", type=Path, default=DATA / "demonstration", metavar="FOLDER")
print(f"{write_folder(DATA, parser.parse_args().into)} reports")
