"""Answers a planner's question: gathers what the store and the map know, lets the solver choose, measures the change.

Seconds to a minute, on any thread but Qt's; tells how far it is, and stops when asked to.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.domain.site_plan import Aim, Answer, Question, SiteKind, check
from desktop.services.clock import Now, utc_now
from desktop.services.coverage.book import Coverage
from desktop.services.siting import measures, options, ways
from desktop.services.siting.candidates import candidates
from desktop.services.siting.gather import Gathered, StreetReader, gather
from desktop.services.siting.measures import Tally
from desktop.services.siting.options import Options
from desktop.services.siting.solver import Solved, Stop, problem_of, solve
from desktop.services.siting.wants import FARTHEST_RATIO, Standing
from desktop.storage.store import Store

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: `gathering`, `looking`, `choosing` or `measuring`; how much of all is done; the gap so far."""

    name: str
    done_ratio: float
    gap: float | None = None


OnStep = Callable[[Step], None]


class Planner:
    """Thread: any but Qt's."""

    def __init__(self, store: Store, data: Path, reader: StreetReader, now: Now = utc_now) -> None:
        self._store, self._data, self._reader, self._now = store, data, reader, now

    def answer(
        self,
        question: Question,
        coverage: Coverage | None = None,
        on_step: OnStep | None = None,
        stop: Stop | None = None,
    ) -> Answer:
        """Raises QuestionRefusedError, NoMapError, SurveyError, StoppedError, NotSolvedError, a StoreError."""
        check(question)
        began, halt, tell = time.monotonic(), stop or Stop(), on_step or _unheard
        tell(Step("gathering", 0.02))
        known = gather(self._store, self._data, self._reader, question, coverage, self._now())
        halt.look()
        places = candidates(question, known.streets)
        found = self._options(question, known, places, halt, tell)
        tell(Step("choosing", 0.65))
        tally = _tally(question, known, found)
        standing = Standing(known.wanted.xy_m, tally.worth, tally.served, tally.far_m)
        problem = problem_of(question, places, found, standing)
        solved = solve(problem, halt, lambda gap: tell(Step("choosing", 0.75, gap)))
        tell(Step("measuring", 0.95))
        notes = (*known.notes, *(["bare"] if found.is_bare else []), *(["coarse"] if problem["is_coarse"] else []))
        return _answer(replace(known, notes=notes), places, tally, solved, time.monotonic() - began)

    def _options(self, question: Question, known: Gathered, places: Floats, halt: Stop, tell: OnStep) -> Options:
        if question.kind is not SiteKind.CAMERA:
            far = FARTHEST_RATIO if question.aim is Aim.DISTANCE else 1.0
            return options.around(places, known.wanted, question.served_m * far)

        def tick(done_ratio: float) -> None:
            halt.look()
            tell(Step("looking", 0.05 + 0.55 * done_ratio))

        return options.cameras(places, known.wanted, question, known.ground, self._reader, tick)


def _unheard(_step: Step) -> None:
    """Nobody asked to be told."""


def _tally(question: Question, known: Gathered, found: Options) -> Tally:
    """As things stand before anything is put up."""
    far_m = np.minimum(ways.nearest(known.wanted.xy_m, known.existing)[1], question.served_m * FARTHEST_RATIO)
    worth = known.wanted.worth(question.weights, ~known.served)
    return Tally(question, known.wanted, found, worth, known.served.copy(), far_m)


def _answer(known: Gathered, places: Floats, tally: Tally, solved: Solved, seconds: float) -> Answer:
    sites, others = measures.ranked(tally, places, solved.chosen)
    taken = places[tally.options.candidate[list(solved.chosen)]] if solved.chosen else np.empty((0, 2))
    return Answer(
        sites=tuple(sites),
        runners_up=tuple(others),
        before=measures.measured(known.wanted, known.served, known.existing),
        after=measures.measured(known.wanted, tally.served, np.vstack([known.existing, taken])),
        gains=measures.gains(known.wanted, known.index, known.served, tally.served),
        candidates=len(places),
        demand=len(known.wanted),
        existing=len(known.existing),
        cost=sum(site.cost for site in sites),
        optimality_gap=solved.gap if math.isfinite(solved.gap) else None,
        is_proved=solved.is_proved,
        seconds=round(seconds, 2),
        notes=known.notes,
    )
