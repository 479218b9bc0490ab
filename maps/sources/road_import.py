"""The road file beside a city file, built from the same map. In the map worker's child.

A map without any way has no road file; whoever would route there is told so.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from maps.roads.build import NoRoadsError, build
from maps.roads.facts import RoadFacts
from maps.roads.graph import RoadGraph
from maps.roads.graph_file import road_file_of, write_graph
from maps.sources.line_roads import line_roads
from maps.sources.osm_roads import read_osm_roads
from maps.sources.reading import SourceLayer, format_of


@contextmanager
def import_roads(source: Path, layers: Sequence[SourceLayer], city_file: Path) -> Generator[RoadFacts | None]:
    """Inside, the graph is built but not in its place: it takes it when the block ends well. Raises OSError."""
    target = road_file_of(city_file)
    graph = _graph(source, layers)
    if graph is None:
        yield None
        target.unlink(missing_ok=True)
        return
    draft = target.with_name(f".{target.name}.new")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_graph(graph, draft)
        yield graph.facts
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _graph(source: Path, layers: Sequence[SourceLayer]) -> RoadGraph | None:
    is_osm = format_of(source) == "osm"
    ways, crossings = read_osm_roads(source) if is_osm else line_roads(layers)
    try:
        return build(ways, crossings, source.name)
    except NoRoadsError:
        return None
