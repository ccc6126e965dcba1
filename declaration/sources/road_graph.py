"""Main roads and railways out of the package `scgraph-data`: a graph of OpenStreetMap without its lines.

The graph knows where its nodes lie and how long the way between two of them is, not its course. A straight
line stands in for it, and the length says how far off that line can be at most: a way of length d between two
points c apart stays within an ellipse whose smaller half-axis is √(d² − c²) / 2. The graph names nothing either:
which nodes a road or railway joins is our reading, and stands below.
"""

import ast
import heapq
import math
import zipfile
from itertools import pairwise
from pathlib import Path

import shapely

Point = tuple[float, float]
Edge = tuple[int, int]

#: Layer → module of the package.
MODULES = {"roads": "world_highways", "railways": "world_railways"}

#: Layer → name and the ends (latitude, longitude) of the ways that carry it; the shortest way between them.
#: An edge that two names share keeps the first.
WAYS = {
    "roads": (
        ("E4/E6/E20", ((56.087, 12.78), (55.887, 12.875))),
        ("E6/E20", ((56.087, 12.78), (56.501, 12.958))),
        ("E6/E20", ((55.887, 12.875), (55.723, 13.09))),
        ("E4", ((56.087, 12.78), (56.145, 12.935))),
        ("E4", ((56.145, 12.935), (56.19, 13.053))),
        ("E4", ((56.198, 13.073), (56.447, 13.599))),
        ("E4", ((56.018, 12.77), (56.035, 12.706))),
        ("111", ((56.078, 12.733), (56.2, 12.564))),
        ("21", ((56.145, 12.935), (56.122, 13.169))),
        ("17", ((55.876, 12.884), (55.856, 13.302))),
    ),
    "railways": (
        ("Västkustbanan", ((56.059, 12.683), (56.507, 13.003))),
        ("Västkustbanan", ((56.035, 12.704), (55.726, 13.168))),
        ("Godsstråket genom Skåne", ((56.244, 12.855), (56.145, 12.947))),
        ("Söderåsbanan", ((56.131, 12.946), (55.832, 13.109))),
        ("Södra stambanan", ((55.744, 13.195), (55.924, 13.51))),
    ),
}

#: A long edge that runs past another node of the same graph, where the motorway meets Malmöleden.
PASSES = {((56.087, 12.78), (55.887, 12.875)): (56.018, 12.77)}

#: Nodes are rounded to 0.001°.
NODE_M = 65
#: Up to here a line is drawn as it is, up to there as schematic, and beyond not at all.
DRAWN_M, SCHEMATIC_M = 900, 3000


def drawn_lines(wheel: Path, layer: str) -> list[dict]:
    """The lines of one layer, one for each name and way of drawing: name, draw, max_offset_m, geometry."""
    graph, nodes = read_graph(wheel, MODULES[layer])
    found: dict[tuple[str, str], list[tuple[shapely.LineString, int]]] = {}
    taken: set[Edge] = set()
    for name, (start, end) in WAYS[layer]:
        for edge in shortest_way(graph, nodes, start, end):
            if edge in taken:
                continue
            taken.add(edge)
            points, offset = drawn_edge(nodes[edge[0]], nodes[edge[1]], graph[edge[0]][edge[1]])
            if offset <= SCHEMATIC_M:
                draw = "yes" if offset <= DRAWN_M else "schematic"
                line = shapely.LineString([(longitude, latitude) for latitude, longitude in points])
                found.setdefault((name, draw), []).append((line, offset))
    return [
        {
            "name": name,
            "draw": draw,
            "max_offset_m": max(offset for _, offset in parts),
            "geometry": shapely.line_merge(shapely.MultiLineString([line for line, _ in parts])),
        }
        for (name, draw), parts in found.items()
    ]


def read_graph(wheel: Path, module: str) -> tuple[list[dict[int, float]], list[Point]]:
    """Neighbours with kilometres, and nodes as (latitude, longitude). The package's own code is not run."""
    text = zipfile.ZipFile(wheel).read(f"scgraph_data/{module}.py").decode("utf-8")
    held = {}
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if sign and name in ("graph", "nodes"):
            held[name] = ast.literal_eval(value)
    return held["graph"], [(latitude, longitude) for latitude, longitude in held["nodes"]]


def shortest_way(graph: list[dict[int, float]], nodes: list[Point], start: Point, end: Point) -> list[Edge]:
    """The edges of the shortest way between the nodes nearest to two points (Dijkstra)."""
    first, last = (min(range(len(nodes)), key=lambda i: math.dist(nodes[i], point)) for point in (start, end))
    length, before, queue = {first: 0.0}, {}, [(0.0, first)]
    while queue:
        distance, node = heapq.heappop(queue)
        if node == last:
            break
        if distance > length[node]:
            continue
        for neighbour, step in graph[node].items():
            if distance + step < length.get(neighbour, math.inf):
                length[neighbour], before[neighbour] = distance + step, node
                heapq.heappush(queue, (distance + step, neighbour))
    way = []
    while last != first:
        way.append((before[last], last))
        last = before[last]
    return [tuple(sorted(edge)) for edge in reversed(way)]


def drawn_edge(start: Point, end: Point, length_km: float) -> tuple[list[Point], int]:
    """The points an edge is drawn through, and how many metres it can be off at most."""
    through = PASSES.get((start, end)) or PASSES.get((end, start))
    points = [start, through, end] if through else [start, end]
    chords = [kilometres(a, b) for a, b in pairwise(points)]
    slack = max(length_km - sum(chords), 0)
    offset = max(0.5 * math.sqrt((chord + slack) ** 2 - chord**2) for chord in chords)
    return points, round(1000 * offset) + NODE_M


def kilometres(a: Point, b: Point) -> float:
    """The distance between two points (latitude, longitude) on a sphere."""
    south, west, north, east = map(math.radians, (*a, *b))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))
