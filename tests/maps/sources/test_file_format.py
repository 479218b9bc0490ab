"""What a file is, and which files are never opened."""

import os
from pathlib import Path

import pytest

from maps.layer_messages import Places
from maps.sources.file_format import checked_file, format_of
from maps.sources.layer_fault import LayerFaultError


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"SQLite format 3\0" + b"\0" * 52 + b"GPKG", "a.gpkg", "gpkg"),
        (b"SQLite format 3\0" + b"\0" * 60, "a.sqlite", "sqlite"),
        (b"SQLite format 3\0" + b"\0" * 60, "a.mbtiles", "mbtiles"),
        (b"\0\0\x27\x0a", "a.shp", "shp"),
        (b"fgb\x03fgb\x01", "a.fgb", "fgb"),
        (b"PMTiles\x03", "a.pmtiles", "pmtiles"),
        (b"PK\x03\x04", "a.kmz", "zip"),
        (b'\xef\xbb\xbf {"type"', "a.json", "geojson"),
        (b'<?xml version="1.0"?><kml xmlns="">', "a.kml", "kml"),
        (b"<gpx>", "a.gpx", "gpx"),
        (b"  0\nSECTION\n", "a.dxf", "dxf"),
        (b"a,b\n1,2\n", "a.csv", "csv"),
        (b"II*\0", "a.tif", "raster"),
        (b"\x89PNG", "plan.png", "raster"),
    ],
)
def test_that_a_file_is_known_by_its_first_bytes(head: bytes, name: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(head)
    assert format_of(path).name == expected


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh", b"<html><body>", b"<OGRVRTDataSource/>", b"\0" * 100])
def test_that_what_is_no_map_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.vrt"
    path.write_bytes(content)
    with pytest.raises(LayerFaultError) as refused:
        format_of(path)
    assert refused.value.code == "not_a_map"


@pytest.mark.parametrize("address", ["/vsicurl/http://x/a.tif", "a.gpkg", "/none/a.gpkg", "PG:host=x", "/dev/zero"])
def test_that_only_regular_files_by_their_whole_path_are_read(address: str, places: Places) -> None:
    with pytest.raises(LayerFaultError) as refused:
        checked_file(address, places)
    assert refused.value.code in ("missing", "not_a_map")


def test_that_the_store_is_refused_under_whatever_name(tmp_path: Path) -> None:
    store = tmp_path / "atalaya.sqlite"
    store.write_bytes(b"SQLite format 3\0")
    (tmp_path / "soft.gpkg").symlink_to(store)
    os.link(store, tmp_path / "hard.gpkg")
    status = store.stat()
    places = Places(str(tmp_path / "cache"), ((status.st_dev, status.st_ino),))
    for name in ("atalaya.sqlite", "soft.gpkg", "hard.gpkg"):
        with pytest.raises(LayerFaultError) as refused:
            checked_file(str(tmp_path / name), places)
        assert refused.value.code == "refused_store"


def test_that_a_changed_file_has_another_stamp(tmp_path: Path, places: Places) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b")
    before = checked_file(str(path), places)[1]
    path.write_text("a,b,c")
    assert checked_file(str(path), places)[1] != before
