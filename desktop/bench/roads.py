"""Times over the streets for `atalaya bench map`: a matrix of 200 by 200 places, beside igraph called plainly.

igraph answers for crossings without turn costs, which is the lesser question; both answer it in this minute.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import igraph
import numpy as np

from desktop.bench.figures import Figure, Figures, Peer
from maps.place import Place
from maps.roads.graph import RoadGraph
from maps.roads.graph_file import open_graph, road_file_of
from maps.roads.match import match
from maps.roads.net import RoadNet
from maps.roads.profile import PROFILES
from maps.roads.reach import isochrones
from maps.roads.route import Route
from maps.roads.router import NoWayError, Router, Stop

PLACES = 200
_ROUNDS, _PEER_ROUNDS, _ROUTES = 7, 3, 50


def measure(city_file: Path) -> Figures:
    """On the road file beside a city file."""
    began_s = time.perf_counter()
    graph = open_graph(road_file_of(city_file))
    net = RoadNet(graph, PROFILES["car"])
    router = Router(net)
    stops = _stops(graph, router)
    router.times_s(stops[:1], stops[:1])
    figures: dict[str, Figure] = {
        "roads_pieces": graph.segments,
        "roads_open_ms": _ms(time.perf_counter() - began_s),
    }
    ours_ms, peer_ms = _median_ms(lambda: router.times_s(stops, stops), _ROUNDS), _igraph_ms(graph, net, stops)
    ratio = round(peer_ms / ours_ms, 1)
    figures |= {"roads_matrix_200_ms": ours_ms, "roads_igraph_matrix_200_ms": peer_ms, "roads_igraph_ratio": ratio}
    figures |= _single(router, stops)
    return Figures(figures, (Peer("igraph, 200x200 matrix without turn costs", ratio),))


def _stops(graph: RoadGraph, router: Router) -> list[Stop]:
    """Places beside streets spread over the town."""
    dice = np.random.default_rng(11)
    chosen = dice.choice(np.flatnonzero(router.net.is_main), PLACES, replace=False)
    middles = [graph.line(int(edge)).mean(axis=0) for edge in chosen]
    return [router.stop(Place(float(lat), float(lon))) for lat, lon in middles]


def _igraph_ms(graph: RoadGraph, net: RoadNet, stops: list[Stop]) -> float:
    """From crossing to crossing over the usable edges, as its manual has it."""
    edges = net.edge_of
    peer = igraph.Graph(
        n=len(graph.node_lat_deg),
        edges=np.column_stack((graph.edge_from[edges], graph.edge_to[edges])).tolist(),
        directed=True,
    )
    seconds = net.edge_s[edges].tolist()
    ends = list(dict.fromkeys(int(graph.edge_to[stop.anchors[0].edge]) for stop in stops))
    return _median_ms(lambda: peer.distances(ends, ends, weights=seconds), _PEER_ROUNDS)


def _single(router: Router, stops: list[Stop]) -> dict[str, Figure]:
    """One route, one isochrone of ten minutes, one closure, one drive matched."""
    net = router.net
    pairs = [(stops[index], stops[-index - 1]) for index in range(_ROUTES)]
    route_ms = statistics.median(_timed_ms(lambda p=pair: _way(router, *p)) for pair in pairs)
    reach_ms = _median_ms(lambda: isochrones(net, stops[0], (10.0,)), 3)
    shut = [int(anchor.edge) for stop in stops[:20] for anchor in stop.anchors]
    close_ms = _timed_ms(lambda: net.close(shut))
    net.close(())
    longest = max((route for pair in pairs if (route := _way(router, *pair)) is not None), key=lambda r: r.metres)
    track = [Place(float(lat), float(lon)) for lat, lon in longest.line]
    match_ms = _timed_ms(lambda: match(net, track))
    return {
        "roads_route_median_ms": round(route_ms, 2),
        "roads_isochrone_10min_ms": reach_ms,
        "roads_close_20_streets_ms": round(close_ms, 2),
        "roads_match_ms_per_km": round(match_ms / (longest.metres / 1000), 1),
    }


def _way(router: Router, origin: Stop, goal: Stop) -> Route | None:
    try:
        return router.between(origin, goal)
    except NoWayError:
        return None


def _median_ms(act: Callable[[], object], rounds: int) -> float:
    return round(statistics.median(_timed_ms(act) for _ in range(rounds)), 1)


def _timed_ms(act: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    act()
    return (time.perf_counter() - began_s) * 1000


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
