"""Makes the store of the demonstration: an exercise from its first row on, and for ever.

The order matters: the mark of the exercise is written before anything else; the last word says that all is there, so
that an interrupted build is made again and a real store is never touched.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.config import Settings
from desktop.domain.area import KNOWN_FIGURES
from desktop.domain.asset import Asset
from desktop.domain.events import AreaEvent, CityEvent, SpaceEvent, imports_of
from desktop.domain.operator import Operator, Role
from desktop.services.cities import Cities, CityMaker
from desktop.services.clock import utc_now
from desktop.services.exercise import (
    blocks,
    city,
    feature_file,
    inventory,
    names,
    past,
    people,
    public_spaces,
    scene,
    surveillance,
)
from desktop.services.exercise.blocks import Ground
from desktop.services.exercise.city import GroundPlan
from desktop.services.exercise.names import LOGIN, PASSPHRASE
from desktop.services.exercise.public_spaces import Laid
from desktop.services.exercise.surveillance import Recordings
from desktop.services.footprints import configured
from desktop.services.operators import Accounts
from desktop.storage import areas, cameras, journal, operators, settings, spaces
from desktop.storage import assets as asset_rows
from desktop.storage.store import Store
from maps.worker_client import MapWorker

SEED = 7
Town = tuple[GroundPlan, Ground]
WRITER = "exercise"


class NotAnExerciseError(RuntimeError):
    """The store holds real data: a demonstration is never built in it."""


def is_built(store: Store) -> bool:
    with store.read() as connection:
        return bool(settings.get(connection, "exercise_built", default=False))


def build(store: Store, folder: Path, shared: Path, maker: CityMaker, seed: int = SEED) -> None:
    """City, assets, cameras and the demonstration's operator; does nothing where they are there already.

    `folder` is the data folder; `maker` draws the base map (a map worker). Raises NotAnExerciseError for a store
    that was made for real work.
    """
    if is_built(store):
        return
    _mark(store)
    plan = city.draw(seed)
    ground = blocks.fill(plan, seed)
    owned = inventory.own(plan, ground, seed)
    watched = surveillance.cameras(plan, ground, _recordings(shared, folder))
    laid = public_spaces.lay(plan, ground, seed)
    _import_city(store, folder, maker, (plan, ground), laid)
    with store.write() as connection:
        every = (*owned.assets, *(asset for asset, _ in watched))
        asset_rows.put(connection, every)
        for event in imports_of(every, WRITER):
            journal.append(connection, event, WRITER)
        for _, camera in watched:
            cameras.put(connection, camera)
            journal.append(connection, configured(camera, camera.name), WRITER)
    _planning(store, (plan, ground), laid, owned.assets, seed)
    _operator(store)
    with store.write() as connection:
        settings.put(connection, "exercise_built", value=seed)


def _mark(store: Store) -> None:
    with store.write() as connection:
        if settings.get(connection, "exercise", default=False):
            return
        if journal.head(connection).seq:
            message = f"{store.name} holds real data: the demonstration needs a data folder of its own"
            raise NotAnExerciseError(message)
        settings.put(connection, "exercise", value=True)
        settings.put(connection, "city_code", names.CITY_CODE)
        settings.put(connection, "city_name", names.CITY_NAME)
        settings.put(connection, "time_zone", "America/Mexico_City")
        journal.append(connection, CityEvent("configured", names.CITY_NAME, "exercise"), WRITER)


def _recordings(shared: Path, folder: Path) -> Recordings:
    generated = folder / names.SCENE_FILE
    found = surveillance.find_recordings(shared, generated)
    if found.pedestrians == generated and not generated.exists():
        scene.write(generated, SEED)
    return found


def _import_city(store: Store, folder: Path, maker: CityMaker, town: Town, laid: Sequence[Laid]) -> None:
    source = folder / "exercise.geojson"
    feature_file.write(*town, source, ((one.tags, one.shape) for one in laid if one.tags))
    Cities(store, folder).import_file(maker, source, names.CITY_NAME)


def _planning(store: Store, town: Town, laid: Sequence[Laid], owned: Sequence[Asset], seed: int) -> None:
    """Figures of the neighbourhoods, the register of spaces, and what happened in the last two months."""
    now, counted = utc_now(), tuple(people.figures(*town, seed))
    registered = tuple(public_spaces.register(laid, seed, now))
    with store.write() as connection:
        areas.put_figures(connection, counted)
        event = AreaEvent("counted", "figure", len({one.area_id for one in counted}), KNOWN_FIGURES, people.SOURCE)
        journal.append(connection, event, WRITER)
        asset_rows.put(connection, [one.asset for one in registered])
        spaces.replace(connection, [one.sheet for one in registered])
        spaces.add_inspections(connection, [found for one in registered for found in one.inspections])
        for event in imports_of([one.asset for one in registered], WRITER):
            journal.append(connection, event, WRITER)
        journal.append(connection, SpaceEvent("imported", count=len(registered), by=WRITER), WRITER)
    with store.write() as connection:
        past.write(connection, town[0], counted, owned, seed, now)


def _operator(store: Store) -> None:
    """The demonstration signs in as its own operator, who may do what a supervisor may."""
    accounts = Accounts(store, WRITER)
    with store.read() as connection:
        if operators.by_login(connection, LOGIN):
            return
    accounts.create_for_exercise(Operator("exercise-operator", LOGIN, "Ana Ruiz", Role.SUPERVISOR), PASSPHRASE)


def main(settings_file: Path) -> int:
    """In a process of its own: what the drawing needs (scipy, shapely) stays out of the console."""
    config = Settings.model_validate_json(settings_file.read_text(encoding="utf-8"))
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store.open(config.store_location)
    try:
        with MapWorker() as maker:
            build(store, config.data, config.shared.absolute(), maker)
    except (OSError, ValueError, RuntimeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
