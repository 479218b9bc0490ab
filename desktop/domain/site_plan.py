"""Where to put the next cameras, lamps, containers or stops: what a planner asks and what is answered."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from desktop.domain.asset import AssetKind
from maps.dori import Dori
from maps.place import Place


class SiteKind(StrEnum):
    """Kinds of assets that are planned."""

    CAMERA = "camera"
    LUMINAIRE = "luminaire"
    CONTAINER = "container"
    STOP = "stop"


class Aim(StrEnum):
    """What is made as good as it can be."""

    COVER = "cover"
    """As much as possible within reach of a site (maximal covering, Church and ReVelle 1974)."""
    DISTANCE = "distance"
    """As short a way as possible to the nearest site (p-median, Hakimi 1964)."""


class Take(StrEnum):
    """Where candidates come from."""

    MARKED = "marked"
    GRID = "grid"
    STREETS = "streets"
    CROSSINGS = "crossings"


REACH_M: dict[SiteKind, float] = {
    SiteKind.CAMERA: 60.0,
    SiteKind.LUMINAIRE: 20.0,
    SiteKind.CONTAINER: 120.0,
    SiteKind.STOP: 400.0,
}
"""How far one serves where the planner says nothing else; of a camera, how far it looks."""
COST: dict[SiteKind, float] = {
    SiteKind.CAMERA: 85_000.0,
    SiteKind.LUMINAIRE: 9_500.0,
    SiteKind.CONTAINER: 14_000.0,
    SiteKind.STOP: 48_000.0,
}
"""Pesos for one, put up: a planner's first guess, to be replaced by the city's own prices."""
MOST_SITES, MOST_CANDIDATES = 200, 3_000


class QuestionRefusedError(ValueError):
    """A question that cannot be answered; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each matters, as parts of a whole; `cost` takes what a site costs off what it gains."""

    population: float = 1.0
    incidents: float = 1.0
    gaps: float = 1.0
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class CameraModel:
    """What would be put up. `level`: how well it must show a place for that to count."""

    height_m: float = 6.0
    fov_deg: float = 80.0
    width_px: int = 1920
    level: Dori = Dori.DETECT


@dataclass(frozen=True, slots=True)
class Question:
    """`centre` and `side_m` say which square of the city. Either `count` sites, or as many as `budget` pays."""

    kind: SiteKind
    centre: Place
    side_m: float
    count: int | None = 3
    budget: float | None = None
    aim: Aim = Aim.COVER
    take: Take = Take.CROSSINGS
    marked: tuple[Place, ...] = ()
    spacing_m: float = 60.0
    reach_m: float = 0.0
    """0: as is usual for the kind."""
    cost: float = 0.0
    """0: as is usual for the kind."""
    weights: Weights = field(default_factory=Weights)
    camera: CameraModel = field(default_factory=CameraModel)
    span: timedelta = timedelta(days=365)
    """Incidents of so long back."""
    patience_s: float = 30.0

    @property
    def served_m(self) -> float:
        return self.reach_m or REACH_M[self.kind]

    @property
    def each_cost(self) -> float:
        return self.cost or COST[self.kind]

    @property
    def asset_kind(self) -> AssetKind:
        return AssetKind(self.kind.value)


LARGEST_SIDE_M = 20_000.0


def check(question: Question) -> None:
    """Raises QuestionRefusedError."""
    weights = question.weights
    faults = (
        (question.count is None and question.budget is None, "say how many sites, or how much money there is"),
        (question.count is not None and not 1 <= question.count <= MOST_SITES, f"give 1 to {MOST_SITES} sites"),
        (question.budget is not None and question.budget < question.each_cost, "the money is not enough for one site"),
        (not 50 <= question.side_m <= LARGEST_SIDE_M, "choose a part of the city of 50 m to 20 km"),
        (not 5 <= question.served_m <= 5_000, "a site serves 5 to 5000 m"),
        (not 5 <= question.spacing_m <= 5_000, "candidates lie 5 to 5000 m apart"),
        (min(weights.population, weights.incidents, weights.gaps, weights.cost) < 0, "a weight is not below 0"),
        (weights.population + weights.incidents + weights.gaps <= 0, "give at least one thing some weight"),
        (question.take is Take.MARKED and not question.marked, "mark candidates on the map first"),
        (not 10 <= question.camera.fov_deg <= 360, "a camera's view is 10 to 360 degrees wide"),
        (not 1 <= question.patience_s <= 600, "give the calculation 1 to 600 s"),
    )
    for is_wrong, words in faults:
        if is_wrong:
            raise QuestionRefusedError(words)


@dataclass(frozen=True, slots=True)
class Site:
    """A proposed one; gains are what it adds to those before. `heading_deg` of a camera that looks one way."""

    rank: int
    place: Place
    heading_deg: float | None
    cost: float
    gain_ratio: float
    people: float
    incidents: float
    street_m: float


@dataclass(frozen=True, slots=True)
class Measures:
    """How well the square is served. Ratios of all there is of it; None where the store has none of it."""

    people_ratio: float | None
    incidents_ratio: float | None
    street_ratio: float
    mean_m: float | None
    """The mean way of people, or of street where nobody is counted, to the nearest site; None without any site."""


@dataclass(frozen=True, slots=True)
class AreaGain:
    """How much more of an area's streets are served, and how many people live there."""

    area_id: str
    name: str
    before_ratio: float
    after_ratio: float
    people: float


@dataclass(frozen=True, slots=True)
class Answer:
    """`sites` by rank, `runners_up` the best of the others.

    `optimality_gap` is how much more than this choice any other could gain at most, as a part of it; None: not known.
    """

    sites: tuple[Site, ...]
    runners_up: tuple[Site, ...]
    before: Measures
    after: Measures
    gains: tuple[AreaGain, ...]
    candidates: int
    demand: int
    existing: int
    cost: float
    optimality_gap: float | None
    is_proved: bool
    seconds: float
    notes: tuple[str, ...] = ()
    """Codes of what a reader must know: `no_population`, `no_incidents`, `bare`, `straight`, `coarse`."""
