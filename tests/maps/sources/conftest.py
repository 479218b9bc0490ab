"""Small real files of map layers, made by the same libraries that read them."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from maps.layer_messages import Places

Feature = dict[str, Any]
WriteFeatures = Callable[..., Path]


def point(lon: float, lat: float, **properties: object) -> Feature:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(str(tmp_path / "cache"))


@pytest.fixture
def features(tmp_path: Path) -> WriteFeatures:
    """Writes a GeoJSON."""

    def write(rows: Sequence[Feature], name: str = "layer.geojson", **more: object) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": list(rows), **more}), "utf-8")
        return path

    return write
