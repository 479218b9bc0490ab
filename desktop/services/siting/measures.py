"""What a choice changes: who is served before and after, how far it is, which areas gain, in which order to build."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.domain.site_plan import Aim, AreaGain, Measures, Question, Site
from desktop.services.areas.places import AreaIndex
from desktop.services.siting import ways
from desktop.services.siting.demand import STEP_M, Demand
from desktop.services.siting.options import Options
from maps.plane import LocalPlane

Floats = NDArray[np.float64]
Served = NDArray[np.bool_]
RUNNERS_UP = 5


@dataclass(slots=True, eq=False)
class Tally:
    """How the demand stands while sites are added one by one. Not frozen: `take` moves it on."""

    question: Question
    demand: Demand
    options: Options
    worth: Floats
    """What serving each point gains, or a metre less to it, of a whole of 1."""
    served: Served
    far_m: Floats

    def added(self, option: int) -> float:
        """What an option adds to what has been taken, of all there is to gain."""
        some = self.options.serves[option]
        if self.question.aim is Aim.COVER:
            return float(self.worth[some][~self.served[some]].sum())
        saved = self.worth[some] * np.maximum(self.far_m[some] - self.options.far_m[option], 0.0)
        return float(saved.sum() / max(float(self.worth @ self.far_m), 1e-12))

    def fresh(self, option: int) -> NDArray[np.intp]:
        """Points that nothing serves yet and it would."""
        some = self.options.serves[option]
        near = self.options.far_m[option] <= self.question.served_m
        return some[near & ~self.served[some]]

    def take(self, option: int) -> None:
        some = self.options.serves[option]
        self.served[self.fresh(option)] = True
        self.far_m[some] = np.minimum(self.far_m[some], self.options.far_m[option])


def ranked(tally: Tally, places: Floats, chosen: Sequence[int]) -> tuple[list[Site], list[Site]]:
    """The chosen by what each adds to those before it, then the best of the rest by what each would add to all.

    The tally stands after all the chosen then.
    """
    left, sites = list(chosen), list[Site]()
    while left:
        best = max(left, key=lambda option: (tally.added(option), -option))
        sites.append(_site(tally, places, best, len(sites) + 1))
        tally.take(best)
        left.remove(best)
    taken = {int(tally.options.candidate[option]) for option in chosen}
    gained = {option: tally.added(option) for option in range(len(tally.options))}
    others: list[Site] = []
    for option in sorted(gained, key=lambda one: (-gained[one], one)):
        if len(others) == RUNNERS_UP or gained[option] <= 0:
            break
        if int(tally.options.candidate[option]) not in taken:
            taken.add(int(tally.options.candidate[option]))
            others.append(_site(tally, places, option, len(sites) + len(others) + 1))
    return sites, others


def _site(tally: Tally, places: Floats, option: int, rank: int) -> Site:
    fresh, at = tally.fresh(option), places[tally.options.candidate[option]]
    heading = float(tally.options.heading_deg[option])
    return Site(
        rank=rank,
        place=LocalPlane(tally.question.centre).to_place(float(at[0]), float(at[1])),
        heading_deg=None if np.isnan(heading) else heading,
        cost=tally.question.each_cost,
        gain_ratio=round(tally.added(option), 6),
        people=round(float(tally.demand.people[fresh].sum()), 1),
        incidents=round(float(tally.demand.incidents[fresh].sum()), 1),
        street_m=float(len(fresh) * STEP_M),
    )


def measured(demand: Demand, served: Served, places: Floats) -> Measures:
    people, incidents = demand.people.sum(), demand.incidents.sum()
    amount = demand.people if people > 0 else np.ones(len(demand))
    far_m = ways.nearest(demand.xy_m, places)[1]
    mean_m = float((amount * far_m).sum() / amount.sum()) if len(places) and len(demand) else None
    return Measures(
        people_ratio=float(demand.people[served].sum() / people) if people > 0 else None,
        incidents_ratio=float(demand.incidents[served].sum() / incidents) if incidents > 0 else None,
        street_ratio=float(served.mean()) if len(served) else 0.0,
        mean_m=mean_m,
    )


def gains(demand: Demand, index: AreaIndex, before: Served, after: Served) -> tuple[AreaGain, ...]:
    """Areas that gain, the most people first."""
    area, point = index.pairs(demand.lat_deg, demand.lon_deg)
    size = len(index.areas)
    count = np.bincount(area, minlength=size)
    was = np.bincount(area, before[point].astype(np.float64), minlength=size)
    is_now = np.bincount(area, after[point].astype(np.float64), minlength=size)
    people = np.bincount(area, (demand.people * (after & ~before))[point], minlength=size)
    found = [
        AreaGain(
            one.id, one.shown_name, float(was[i] / count[i]), float(is_now[i] / count[i]), round(float(people[i]), 1)
        )
        for i, one in enumerate(index.areas)
        if is_now[i] > was[i]
    ]
    return tuple(sorted(found, key=lambda gain: (-gain.people, gain.before_ratio - gain.after_ratio, gain.name)))
