"""Starts QGIS on the store: the plugin reads from the environment what to open and where to look.

A store that is a server is named with its password: the environment of a process is its owner's alone to read.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.operator import Operator
from desktop.services.companion.extent import Extent
from desktop.services.permit import permit
from desktop.sources import detached
from desktop.storage.store import Store

PROGRAM = "qgis"
OURS_ALONE = frozenset(
    {
        "GDAL_DATA", "LD_LIBRARY_PATH", "PROJ_DATA", "PROJ_LIB", "PYTHONHOME", "PYTHONPATH", "QML2_IMPORT_PATH",
        "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "VIRTUAL_ENV",
    }
)  # fmt: skip
"""They say where this program's libraries lie; QGIS has its own."""


class NoQgisError(OSError):
    """QGIS is not installed on this machine."""


@dataclass(frozen=True, slots=True)
class Order:
    """`store` is a file's path or an address, `data` the data folder, `view` what to show first."""

    store: str
    data: Path
    view: Extent


def environment_of(order: Order, ours: Mapping[str, str]) -> dict[str, str]:
    view = order.view
    edges = (view.south_deg, view.west_deg, view.north_deg, view.east_deg)
    told = {
        "ATALAYA_QGIS_STORE": order.store,
        "ATALAYA_QGIS_DATA": str(order.data.absolute()),
        "ATALAYA_QGIS_VIEW": ",".join(repr(edge) for edge in edges),
    }
    return {name: value for name, value in ours.items() if name not in OURS_ALONE} | told


def open_qgis(store: Store, operator: Operator, order: Order, writer: str) -> int:
    """Give the process id. Raises NotPermittedError, NoQgisError, OSError."""
    permit(store, writer, operator, "companion.link")
    program = shutil.which(PROGRAM)
    if program is None:
        raise NoQgisError("QGIS is not installed on this machine (Debian: apt install qgis)")
    log = order.data / "log" / "qgis.log"
    return detached.start([program], log, environment=environment_of(order, os.environ))
