"""The newest value of a device: the same whatever the order of arrival, and never moved back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.observation import Observation, Position
from desktop.storage import observations
from desktop.storage.store import Store
from maps.place import Place

NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
FLOW = Observation("meter-1", "flow_m3h", 4.0, NOON, NOON + timedelta(seconds=1), "k-1")
FIX = Position("unit-1", Place(22.77, -102.58), NOON, NOON, "p-1", heading_deg=90.0)


def test_that_late_data_is_kept_but_moves_nothing_back(store: Store) -> None:
    late = replace(FLOW, value=9.0, at=NOON - timedelta(hours=5), arrived_at=NOON + timedelta(hours=1), key="k-0")
    with store.write() as connection:
        observations.add(connection, [FLOW])
        observations.add(connection, [late])
    with store.read() as connection:
        assert observations.latest(connection) == [FLOW]
        assert observations.series(connection, "meter-1", "flow_m3h") == [late, FLOW]
        assert observations.series(connection, "meter-1", "flow_m3h", since=NOON) == [FLOW]
        assert observations.series(connection, "meter-1", "flow_m3h", until=NOON) == [late]
        assert observations.series(connection, "meter-1", "flow_m3h", limit=1) == [FLOW]


def test_that_a_clock_that_ran_ahead_does_not_block_what_comes_after(store: Store) -> None:
    ahead = replace(FLOW, at=NOON + timedelta(days=3650), key="k-0")
    after = replace(FLOW, value=5.0, at=NOON + timedelta(minutes=1), arrived_at=NOON + timedelta(minutes=1), key="k-2")
    with store.write() as connection:
        observations.add(connection, [ahead])
        observations.add(connection, [after])
        assert observations.latest(connection) == [after]


def test_that_a_late_fix_does_not_move_a_unit_back(store: Store) -> None:
    late = replace(FIX, place=Place(22.0, -102.0), at=NOON - timedelta(minutes=5), key="p-0")
    with store.write() as connection:
        observations.add_positions(connection, [FIX, late])
        observations.add_positions(connection, [late])
        assert observations.latest_positions(connection) == [FIX]
        assert observations.track(connection, "unit-1", NOON - timedelta(hours=1)) == [late, late, FIX]


def test_that_a_cursor_gives_what_became_the_newest_and_nothing_else(store: Store) -> None:
    with store.write() as connection:
        observations.add(connection, [FLOW])
        observations.add_positions(connection, [FIX])
        first = observations.changes(connection, 0)
        assert (first.observations, first.positions) == ((FLOW,), (FIX,))
        observations.add(connection, [replace(FLOW, at=NOON - timedelta(hours=1), key="k-0")])
        nothing = observations.changes(connection, first.cursor)
        assert (nothing.observations, nothing.positions) == ((), ())
        newer = replace(FLOW, value=5.0, at=NOON + timedelta(seconds=1), key="k-2")
        observations.add(connection, [newer])
        assert observations.changes(connection, nothing.cursor).observations == (newer,)


def test_that_pruning_forgets_history_but_never_the_newest(store: Store) -> None:
    with store.write() as connection:
        observations.add(connection, [FLOW])
        observations.add_positions(connection, [FIX])
        assert observations.prune(connection, NOON + timedelta(days=1)) == 2
        assert observations.series(connection, "meter-1", "flow_m3h") == []
        assert observations.latest(connection) == [FLOW]
        assert observations.latest_positions(connection) == [FIX]


def test_that_a_batch_larger_than_one_statement_is_kept_whole(store: Store) -> None:
    batch = [replace(FLOW, device_id=f"meter-{n % 700}", value=float(n), at=NOON + timedelta(seconds=n), key=f"k-{n}",
                     arrived_at=NOON + timedelta(days=1)) for n in range(1300)]  # fmt: skip
    with store.write() as connection:
        observations.add(connection, batch)
    with store.read() as connection:
        assert {one.value for one in observations.latest(connection)} == {float(n) for n in range(600, 1300)}
        assert len(observations.series(connection, "meter-5", "flow_m3h")) == 2


instants = st.integers(0, 5).map(lambda n: NOON + timedelta(seconds=n))
devices = st.sampled_from(["a", "b"])
keys = st.sampled_from(["k", "K", "ñ", "z"])
quantities = st.sampled_from(["flow_m3h", "rain_mm"])
said = st.builds(Observation, devices, quantities, st.sampled_from([0.0, 1.0, 2.0]), instants, instants, keys)


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[list[Observation]], list[list[Observation]]]:
    """The same messages in two orders and two ways of batching; in one of them some come twice."""
    messages = draw(st.lists(said, max_size=12))
    again = draw(st.permutations([*messages, *draw(st.lists(st.sampled_from(messages)) if messages else st.just([]))]))
    return _batches(draw, messages), _batches(draw, again)


def _batches(draw: st.DrawFn, messages: list[Observation]) -> list[list[Observation]]:
    cut = draw(st.integers(0, len(messages)))
    return [messages[:cut], messages[cut:]]


class Newest:
    """Stores batches under names of devices nobody else uses, so that examples share one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def after(self, batches: list[list[Observation]]) -> list[Observation]:
        own = uuid4().hex
        with self._store.write() as connection:
            for batch in batches:
                observations.add(connection, [replace(one, device_id=f"{own} {one.device_id}") for one in batch])
            found = [one for d in "ab" for one in observations.latest(connection, f"{own} {d}")]
        return [replace(one, device_id=one.device_id[-1]) for one in found]


@pytest.fixture(scope="module", params=["spatialite", pytest.param("postgis", marks=pytest.mark.postgis)])
def newest(
    request: pytest.FixtureRequest, store_file: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Newest]:
    where = str(store_file(tmp_path_factory.mktemp("newest") / "store.sqlite"))
    if request.param == "postgis":
        where = request.getfixturevalue("postgis").new_database("newest")
    store = Store.open(where)
    yield Newest(store)
    store.close()


@given(drawn=deliveries())
def test_that_any_order_any_batches_and_any_repeats_end_in_the_same_state(
    newest: Newest, drawn: tuple[list[list[Observation]], list[list[Observation]]]
) -> None:
    assert newest.after(drawn[0]) == newest.after(drawn[1])
