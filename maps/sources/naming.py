"""What columns mean by their names: which names a feature, which holds INEGI's key of an area."""

from collections.abc import Sequence

from maps.layer_facts import Column, ColumnType
from maps.sources.reading import NAME_COLUMNS

_KEY_PARTS = ("cve_ent", "cve_mun", "cve_loc")
"""Parts of CVEGEO, from the state down (INEGI, Marco Geoestadístico)."""


def name_column(columns: Sequence[Column]) -> str:
    """Empty when no column is likely to name a feature."""
    texts = {column.name.lower(): column.name for column in columns if column.type is ColumnType.TEXT}
    for name in (*NAME_COLUMNS, "nombre_", "nom_mun", "nom_ent", "nom_loc", "stop_name", "route_short_name", "title"):
        if name in texts:
            return texts[name]
    return next((texts[name] for name in texts if "name" in name or "nombre" in name), "")


def area_key(columns: Sequence[Column]) -> str:
    """The column of CVEGEO, or those that make one up, joined by +; empty: there is none."""
    by_name = {column.name.lower(): column.name for column in columns}
    if "cvegeo" in by_name:
        return by_name["cvegeo"]
    parts = [by_name[part] for part in _KEY_PARTS if part in by_name]
    return "+".join(parts) if "cve_mun" in by_name and "cve_ent" in by_name else ""
