"""Who drives: what a profile may use, how long an edge takes it and what a turn costs. All in seconds."""

from dataclasses import dataclass

import numpy as np

from maps.roads.graph import (
    CAR,
    CLASSES,
    COUNTERFLOW,
    DESTINATION,
    EMERGENCY,
    FOOT,
    PLAIN,
    SIGNALS,
    TRUCK,
    U_TURN,
    Flags,
    Floats,
    RoadGraph,
)

WALK_KMH = 4.7
_STEPS_KMH = 2.5
_FERRY_WAIT_S = 300.0
_FREE_DEG, _SQUARE_DEG = 20.0, 90.0


@dataclass(frozen=True, slots=True)
class Profile:
    """`turn_s` is a right angle to the near side; one across the oncoming lane costs `across_ratio` as much."""

    name: str
    access: int
    speed_ratio: float
    fastest_kmh: float
    turn_s: float
    across_ratio: float
    signals_s: float
    u_turn_s: float
    turns_round: bool
    """Whether it turns round at any crossing, not only where the street ends."""
    obeys_closures: bool = True
    destination_ratio: float = 4.0
    """A street for those who go there is this much slower, so that it is no short cut."""

    def with_counterflow(self) -> "Profile":
        """As told by somebody who answers for it: against the one-way, at half the speed."""
        return Profile(
            f"{self.name}+counterflow",
            self.access | COUNTERFLOW,
            self.speed_ratio,
            self.fastest_kmh,
            self.turn_s,
            self.across_ratio,
            self.signals_s,
            self.u_turn_s,
            self.turns_round,
            self.obeys_closures,
            self.destination_ratio,
        )


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("car", CAR, 1.0, 110.0, 4.0, 1.7, 7.0, 30.0, turns_round=False),
        Profile("emergency", EMERGENCY, 1.25, 110.0, 3.0, 1.2, 2.0, 12.0, turns_round=True, destination_ratio=1.0),
        Profile("truck", TRUCK, 0.85, 80.0, 7.0, 1.6, 10.0, 120.0, turns_round=False),
        Profile("foot", FOOT, 1.0, WALK_KMH, 0.0, 1.0, 15.0, 0.0, turns_round=True, destination_ratio=1.0),
    )
}
"""With siren: about a quarter faster than the traffic, as in the trials that Petzäll et al. (2011) sum up."""
COUNTERFLOW_RATIO = 0.5


class UnknownProfileError(ValueError):
    """There is no such profile."""


def profile_of(name: str) -> Profile:
    """`emergency+counterflow` is one too. Raises UnknownProfileError."""
    plain, plus, _ = name.partition("+counterflow")
    if plain not in PROFILES or (plus and plain != "emergency"):
        raise UnknownProfileError(f"no profile {name!r}: {', '.join(PROFILES)}")
    return PROFILES[plain].with_counterflow() if plus else PROFILES[plain]


def usable_edges(graph: RoadGraph, profile: Profile) -> Flags:
    return (graph.access & np.uint8(profile.access)) != 0


def edge_seconds(graph: RoadGraph, profile: Profile) -> Floats:
    """By edge; only those that are usable mean anything."""
    speed = _walked_kmh(graph) if profile.access & FOOT else _driven_kmh(graph, profile)
    ferry = np.repeat(graph.road_class == CLASSES.index("ferry"), 2)
    return graph.edge_m / (speed / 3.6) + np.where(ferry, _FERRY_WAIT_S, 0.0)


def _walked_kmh(graph: RoadGraph) -> Floats:
    kind = np.repeat(graph.road_class, 2)
    speed = np.full(graph.edges, WALK_KMH)
    speed[kind == CLASSES.index("steps")] = _STEPS_KMH
    return np.where(kind == CLASSES.index("ferry"), graph.speed_kmh, speed)


def _driven_kmh(graph: RoadGraph, profile: Profile) -> Floats:
    speed = np.minimum(graph.speed_kmh.astype(np.float64) * profile.speed_ratio, profile.fastest_kmh)
    access = graph.access
    against = (access & np.uint8(profile.access & ~COUNTERFLOW)) == 0
    speed = np.where(against, speed * COUNTERFLOW_RATIO, speed)
    visitors = (access & np.uint8(DESTINATION)) != 0
    return np.maximum(np.where(visitors, speed / profile.destination_ratio, speed), 1.0)


def turn_seconds(graph: RoadGraph, profile: Profile) -> Floats:
    """By turn; infinite where the profile may not. Traffic keeps to the right, as all over the Americas."""
    marks, angle = graph.turn_marks, graph.turn_deg.astype(np.float64)
    share = np.clip((np.abs(angle) - _FREE_DEG) / (_SQUARE_DEG - _FREE_DEG), 0.0, 1.5)
    seconds = profile.turn_s * share * np.where(angle < 0, profile.across_ratio, 1.0)
    seconds = np.where((marks & PLAIN) != 0, 0.0, seconds)
    seconds = seconds + np.where((marks & SIGNALS) != 0, profile.signals_s, 0.0)
    is_back = (marks & U_TURN) != 0
    allowed_back = np.ones(len(seconds), np.bool_) if profile.turns_round else _ends(graph, profile)[graph.turn_from]
    seconds = np.where(is_back, profile.u_turn_s, seconds)
    barred = (graph.turn_bans & np.uint8(profile.access & ~COUNTERFLOW)) != 0
    return np.where(barred | (is_back & ~allowed_back), np.inf, seconds)


def _ends(graph: RoadGraph, profile: Profile) -> Flags:
    """Edges from whose end the profile can only turn round."""
    usable = usable_edges(graph, profile)
    barred = (graph.turn_bans & np.uint8(profile.access & ~COUNTERFLOW)) != 0
    onward = ((graph.turn_marks & U_TURN) == 0) & usable[graph.turn_to] & ~barred
    return np.bincount(graph.turn_from[onward], minlength=graph.edges) == 0
