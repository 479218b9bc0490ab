"""The bench of the start, on a small real store with a real base map."""

import json
from pathlib import Path

import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
import pytest

from desktop.bench.start import measure
from desktop.config import Settings
from desktop.services.cities import Cities
from desktop.storage.store import Store
from maps.worker_client import MapWorker

BLOCK = [[-102.6, 22.7], [-102.5, 22.7], [-102.5, 22.8], [-102.6, 22.8], [-102.6, 22.7]]


@pytest.mark.timeout(240)
def test_that_the_start_is_measured_on_a_store_with_a_base_map(data: Path, tmp_path: Path) -> None:
    park = {
        "type": "Feature",
        "properties": {"leisure": "park"},
        "geometry": {"type": "Polygon", "coordinates": [BLOCK]},
    }
    source = tmp_path / "park.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": [park]}))
    store = Store.open(data / "atalaya.sqlite")
    with MapWorker(data / "run", draws=False) as worker:
        Cities(store, data).import_file(worker, source, "Park")
    store.close()
    figures = measure(Settings(data=data)).figures
    assert 0 < figures["window_s"] <= figures["first_painted_map_s"]
    assert figures["rss_mb"] < figures["sum_mb"]
