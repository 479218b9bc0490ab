"""How fast the search answers: misspelt questions to a store with 200,000 names, each a whole question of a console."""

import random
import time
from pathlib import Path

import numpy as np

from desktop.bench.figures import Figure
from desktop.bench.search_names import CENTRE, SEED, Metropolis
from desktop.domain.plain import plain
from desktop.services.search import Search
from desktop.storage import names
from desktop.storage.store import Store

NAMES, QUESTIONS = 200_000, 400
_AT_ONCE = 5_000


def measure(folder: Path) -> dict[str, Figure]:
    """Milliseconds at the median and at the 95th percentile, and the part of names that were found among the first."""
    town = Metropolis(NAMES)
    store = Store.open(folder / "search.sqlite")
    try:
        began_s = time.perf_counter()
        fill(store, town)
        filled_s = time.perf_counter() - began_s
        taken_ms, found = _ask(Search(store), town)
    finally:
        store.close()
    return {
        "search_fill_s": round(filled_s, 1),
        "search_200k_median_ms": round(float(np.median(taken_ms)), 1),
        "search_200k_ms": round(float(np.percentile(taken_ms, 95)), 1),
        "search_200k_found_ratio": round(found, 3),
    }


def fill(store: Store, town: Metropolis) -> None:
    """Names in batches, and as many crossings of streets as there are names."""
    entries, chance = list(town.entries()), random.Random(SEED)  # noqa: S311 - the same town every time
    for start in range(0, len(entries), _AT_ONCE):
        with store.write() as connection:
            numbers = names.add(connection, "bench", entries[start : start + _AT_ONCE])
            pairs = ((chance.choice(numbers), chance.choice(numbers)) for _ in numbers)
            met = [(one, other, CENTRE.lat_deg, CENTRE.lon_deg) for one, other in pairs if one != other]
            names.add_crossings(connection, "bench", met)


def _ask(search: Search, town: Metropolis) -> tuple[np.ndarray, float]:
    search.find("calle", None, CENTRE)
    taken_ms, found, asked = np.zeros(QUESTIONS), 0, 0
    for number, (typed, meant) in enumerate(town.questions(QUESTIONS)):
        began_s = time.perf_counter()
        answer = search.find(typed, None, CENTRE)
        taken_ms[number] = (time.perf_counter() - began_s) * 1_000
        if " y " not in typed:
            asked += 1
            found += any(plain(one.name) == plain(meant) for one in answer)
    return taken_ms, found / max(1, asked)
