"""Names that QGIS moved: what was a member of one class in QGIS 3.22 is a member of an enum in QGIS 4."""

from typing import Any

from qgis.core import Qgis


def member(owner: Any, *names: str) -> Any:
    """The first of the names there is; dots go into an enum of the owner, `Qgis.` begins at Qgis."""
    for name in names:
        found: Any = Qgis if name.startswith("Qgis.") else owner
        for part in name.removeprefix("Qgis.").split("."):
            found = getattr(found, part, None)
            if found is None:
                break
        if found is not None:
            return found
    raise AttributeError(f"{owner!r} has none of {names}")
