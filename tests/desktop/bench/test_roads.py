"""`bench map` measures times over real streets, and geofences, beside peers that answer the same minute."""

from pathlib import Path

import pytest

from desktop.bench import geofences, roads
from desktop.bench import map as bench


def test_that_the_generated_streets_are_measured_beside_igraph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roads, "PLACES", 60)
    source, _ = bench._town(tmp_path)
    city, _ = bench._import(source, tmp_path)
    figures = roads.measure(city)
    assert figures.figures["roads_igraph_ratio"] == figures.peers[0].ratio > 0
    assert figures.figures["roads_pieces"] > 2500


def test_that_geofences_are_measured_beside_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geofences, "POINTS", 2000)
    monkeypatch.setattr(geofences, "ZONES", 200)
    figures = geofences.measure()
    assert figures.figures["geofence_strtree_ratio"] == figures.peers[0].ratio > 0
    assert figures.figures["geofence_tick_ms"] > 0
