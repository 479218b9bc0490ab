"""An indicator over the areas of the city: a number each, classes, and the caution that small numbers need."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from desktop.domain.area import AREA_KINDS, FEW_PEOPLE, POPULATION, FigureHead
from desktop.services.areas.indicators import Indicator, IndicatorBook, Per, Scope
from desktop.services.areas.places import Area, AreaIndex, read_areas, ring_array
from desktop.services.clock import Now, utc_now
from desktop.storage import areas as area_rows
from desktop.storage.store import Store
from maps.classes import Cut, edges_of, steps_of
from maps.layer import AreaShades

LAYER = "areas.shaded"
DEFAULT_CLASSES = 5


@dataclass(frozen=True, slots=True)
class Question:
    """`kind` of areas; `span` back from now, None for all time; `per` what counts are divided by."""

    indicator: str
    kind: str
    span: timedelta | None = timedelta(days=30)
    per: Per = Per.AREA
    cut: Cut = Cut.QUANTILE
    classes: int = DEFAULT_CLASSES


@dataclass(frozen=True, slots=True)
class AreaRow:
    """`value` is what is shown, None where there is none; `measured` before it was divided; `step` its class or -1."""

    area: Area
    value: float | None
    measured: float | None
    population: float | None
    step: int
    caution: bool

    @property
    def id(self) -> str:
        return self.area.id


@dataclass(frozen=True, slots=True)
class Shading:
    """`edges` are the limits of the classes, ascending; empty where no area has a number."""

    question: Question
    indicator: Indicator
    rows: tuple[AreaRow, ...]
    edges: tuple[float, ...]
    at: datetime
    heads: tuple[FigureHead, ...]

    @property
    def is_rate(self) -> bool:
        return self.question.per is Per.THOUSAND and self.indicator.is_count

    def again(self, cut: Cut, classes: int) -> "Shading":
        """The same numbers cut otherwise."""
        return _cut(self, replace(self.question, cut=cut, classes=classes))


class Shadings:
    """Thread: any but Qt's."""

    def __init__(self, store: Store, book: IndicatorBook | None = None, now: Now = utc_now) -> None:
        self._store, self._now = store, now
        self.book = book or IndicatorBook()

    def ask(self, question: Question) -> Shading:
        """Raises UnknownIndicatorError, a StoreError."""
        indicator, now = self.book.get(question.indicator), self._now()
        since = datetime.fromtimestamp(0, now.tzinfo) if question.span is None else now - question.span
        with self._store.read() as connection:
            index = AreaIndex(read_areas(connection, (question.kind,)))
            figures = area_rows.newest_figures(connection)
            scope = Scope(connection, index, since, now + timedelta(seconds=1), figures)
            measured, people = indicator.measure(scope), scope.figure(POPULATION)
            heads = area_rows.heads(connection)
        divided = question.per is Per.THOUSAND and indicator.is_count
        with np.errstate(invalid="ignore", divide="ignore"):
            values = np.where(people > 0, measured / people * 1_000, np.nan) if divided else measured
        rows = tuple(
            AreaRow(area, _known(value), _known(raw), _known(population), -1, caution=False)
            for area, value, raw, population in zip(
                index.areas, values.tolist(), measured.tolist(), people.tolist(), strict=True
            )
        )
        return _cut(Shading(question, indicator, rows, (), now, heads), question)

    def kinds(self) -> tuple[str, ...]:
        """Kinds of which there are areas, in our own order."""
        with self._store.read() as connection:
            present = {area.kind for area in read_areas(connection)}
        return tuple(kind for kind in AREA_KINDS if kind in present)

    def heads(self) -> tuple[FigureHead, ...]:
        with self._store.read() as connection:
            return area_rows.heads(connection)


def _cut(shading: Shading, question: Question) -> Shading:
    values = np.array([np.nan if row.value is None else row.value for row in shading.rows], np.float64)
    edges = edges_of(values, question.cut, question.classes)
    steps = steps_of(values, edges) if edges else np.full(len(values), -1, np.int8)
    rate = question.per is Per.THOUSAND and shading.indicator.is_count
    rows = tuple(
        replace(row, step=int(step), caution=rate and row.population is not None and row.population < FEW_PEOPLE)
        for row, step in zip(shading.rows, steps.tolist(), strict=True)
    )
    return replace(shading, question=question, rows=rows, edges=edges)


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


def layer_of(shading: Shading, titles: Sequence[str], labels: Sequence[str]) -> AreaShades:
    """For the map; words come from the caller."""
    return AreaShades(
        name=LAYER,
        ids=tuple(row.id for row in shading.rows),
        titles=tuple(titles),
        parts=tuple(tuple(ring_array(ring) for ring in row.area.rings) for row in shading.rows),
        step=np.array([row.step for row in shading.rows], np.int8),
        steps=max(1, len(shading.edges) - 1),
        caution=np.array([row.caution for row in shading.rows], np.bool_),
        labels=tuple(labels),
    )


def as_csv(shading: Shading) -> str:
    """What is seen, with whose figures they are: for a spreadsheet, in numbers that any of them reads."""
    made = io.StringIO()
    sheet = csv.writer(made, lineterminator="\n")
    sheet.writerow(("kind", "code", "name", "population", shading.indicator.name, "per_1000", "caution"))
    for row in shading.rows:
        per_1000 = row.value if shading.is_rate else None
        numbers = ("" if value is None else f"{value:.10g}" for value in (row.population, row.measured, per_1000))
        area = row.area
        sheet.writerow((area.kind, _cell(area.code), _cell(area.name), *numbers, "few people" if row.caution else ""))
    return made.getvalue()


def _cell(text: str) -> str:
    """A name from outside that a spreadsheet would take for a formula stays a name."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
