"""Where names are written on the map: streets joined into one line a name, areas at a point inside them."""

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.sources.city_file import Table
from maps.sources.tags import Texts

_NAMED_AREAS = ("water", "park", "forest", "rock", "building", "built", "paved", "district")


def street_labels(street: Table) -> Table:
    """A street lies in the source as many short pieces: joined, its name fits and is not repeated at each corner."""
    names, classes = street.columns["name"], street.columns["class"]
    kept = np.flatnonzero([bool(name) for name in names])
    keys = np.array([f"{classes[index]}\0{names[index]}" for index in kept], dtype=object)
    _, first, group = np.unique(keys.astype(str), return_index=True, return_inverse=True)
    parts, owner = shapely.get_parts(street.geometry[kept], return_index=True)
    group = np.asarray(group)[owner]
    order = np.argsort(group, kind="stable")
    merged = shapely.line_merge(shapely.multilinestrings(parts[order], indices=group[order])) if len(order) else parts
    lines, source = shapely.get_parts(merged, return_index=True)
    rows = kept[first[source]] if len(source) else np.empty(0, dtype=np.int64)
    columns = {key: street.columns[key][rows] for key in ("class", "name", "rank")}
    return Table("street_label", np.asarray(lines, dtype=object), columns)


def area_labels(area: Table, place_names: frozenset[str], ground: float) -> Table:
    """`size_m` is the side of a square as large as the area, on the ground; `ground` is metres there per map metre.

    A district is named by its place point where there is one, so that no name is written twice.
    """
    names, classes = area.columns["name"], area.columns["class"]
    wanted = np.fromiter(
        (
            bool(name) and kind in _NAMED_AREAS and not (kind == "district" and name in place_names)
            for name, kind in zip(names, classes, strict=True)
        ),
        dtype=np.bool_,
        count=len(names),
    )
    shapes = area.geometry[wanted]
    points = np.asarray(shapely.point_on_surface(shapes), dtype=object)
    size_m: NDArray[np.float64] = np.sqrt(shapely.area(shapes)) * ground
    return Table("area_label", points, {"class": classes[wanted], "name": names[wanted], "size_m": size_m})


def named(names: Texts) -> frozenset[str]:
    return frozenset(str(name) for name in names if name)
