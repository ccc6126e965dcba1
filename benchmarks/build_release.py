"""Time to build a release from the committed data, as a ratio to reading those files once.

python benchmarks/build_release.py
"""

import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from declaration.home import DATA
from declaration.release.build import build_release


def main() -> None:
    """Read everything once, then build twice: the second finds the release on the shelf."""
    begun = time.perf_counter()
    rows = sum(len(pd.read_csv(path)) for path in DATA.rglob("*.csv") if "home" not in path.parts)
    reading = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter()
        release, _ = build_release(Path(home))
        building = time.perf_counter() - begun
        begun = time.perf_counter()
        build_release(Path(home))
        again = time.perf_counter() - begun
        size = release.public_database.stat().st_size
    print(f"reading {rows} committed rows: {reading:.2f} s")
    print(f"building the release: {building:.2f} s, {building / reading:.0f} times reading; {size / 1e6:.1f} MB")
    print(f"finding it built:      {again:.2f} s, {again / reading:.1f} times reading")


if __name__ == "__main__":
    main()
