"""The layers that a configuration names: added to the city once, by their name, and told; one that fails stops none."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.config import InitialLayer
from desktop.domain.events import CityEvent
from desktop.domain.operator import Operator
from desktop.services.layer_adding import LayerAsksError, LayerFaultyError, UnknownLayerError, Wish, add_layers
from desktop.services.layers import Layers
from desktop.storage import journal, settings
from desktop.storage.store import Store
from maps.qml.ramps import NoQgisEquivalentError
from maps.qml.style_file import StyleUnreadableError
from maps.source import CsvColumns
from maps.worker_client import MapWorker

SETTING = "initial_layers"
"""Names that were added: one that was removed since does not come back."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """Names that were added now, and why others were not."""

    added: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


def add_initial(store: Store, worker: MapWorker, wanted: Sequence[InitialLayer], by: Operator) -> Begun:
    """Those that were never added to this store."""
    with store.read() as connection:
        known = set(settings.get(connection, SETTING, []))
    added: list[str] = []
    failed: list[tuple[str, str]] = []
    layers = Layers(store)
    for one in wanted:
        if one.name in known:
            continue
        try:
            add_layers(layers, worker, _wish(one), by)
        except (
            *(LayerFaultyError, LayerAsksError, UnknownLayerError),
            *(StyleUnreadableError, NoQgisEquivalentError, OSError, ValueError),
        ) as error:
            log.warning("the layer %s of the configuration was not added: %s", one.name, error)
            failed.append((one.name, str(error)))
        else:
            added.append(one.name)
    if added:
        _remember(store, sorted(known | set(added)), by)
    return Begun(tuple(added), tuple(failed))


def _wish(one: InitialLayer) -> Wish:
    columns = CsvColumns(one.x, one.y) if one.x and one.y else None
    return Wish(one.address, one.name, one.sublayer, one.group, one.crs, columns, one.style)


def _remember(store: Store, names: list[str], by: Operator) -> None:
    with store.write() as connection:
        settings.put(connection, SETTING, names)
        journal.append(connection, CityEvent("configured", SETTING, f"by {by.login}"), "console")
