"""What a picture shows under a pixel: the values of a raster's cell."""

import numpy as np

from maps.layer_facts import Found
from maps.layer_messages import IdentifyJob
from maps.source import SourceKind
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.mercator import degrees_of
from maps.stack import StackLayer


def picture_at(layer: StackLayer, shelf: FeatureShelf, job: IdentifyJob) -> list[Found]:
    """Raises LayerFaultError. Tiles and services that come drawn tell nothing."""
    if layer.source.kind is not SourceKind.RASTER:
        return []
    raster = shelf.raster(layer.source, job.places)
    half = job.m_per_px / 2
    box = job.x_m - half, job.y_m - half, job.x_m + half, job.y_m + half
    bands = tuple(band for band in range(1, raster.dataset.count + 1) if band != raster.alpha_band)[:12]
    part = raster.read(box, (1, 1), bands)
    if part is None or not part.alpha[0, 0]:
        return []
    lon, lat = degrees_of(np.array([[job.x_m, job.y_m]]))
    names = tuple(raster.dataset.descriptions[band - 1] or f"band {band}" for band in bands)
    values = tuple(value if np.isfinite(value) else None for value in (float(band[0, 0]) for band in part.values))
    return [Found(layer.id, -1, layer.name, names, values, float(lat[0]), float(lon[0]))]
