"""Photos: four formats, upright, within the square asked for; anything else is refused by a code."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maps.sources import photo
from maps.sources.photo import PhotoRefusedError, decode_photo


def saved(path: Path, orientation: int = 1, size: tuple[int, int] = (400, 200)) -> Path:
    image = Image.new("RGB", size, (200, 40, 40))
    image.paste((20, 30, 220), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(path, exif=exif)
    return path


def pixels(decoded: photo.DecodedPhoto) -> np.ndarray:
    return np.frombuffer(decoded.bgra, dtype=np.uint8).reshape(decoded.height_px, decoded.width_px, 4)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_that_each_allowed_format_opens_as_bgra(suffix: str, tmp_path: Path) -> None:
    decoded = decode_photo(saved(tmp_path / f"photo.{suffix}"), 100)
    assert (decoded.width_px, decoded.height_px) == (100, 50)
    assert (decoded.source_width_px, decoded.source_height_px) == (400, 200)
    left = pixels(decoded)[25, 20]
    assert abs(int(left[0]) - 220) < 12
    assert abs(int(left[2]) - 20) < 12
    assert left[3] == 255


@pytest.mark.parametrize(("orientation", "blue_at"), [(1, (10, 10)), (3, (190, 390)), (6, (10, 190)), (8, (390, 10))])
def test_that_a_photo_is_turned_upright(orientation: int, blue_at: tuple[int, int], tmp_path: Path) -> None:
    decoded = decode_photo(saved(tmp_path / "turned.png", orientation), 400)
    shape = (400, 200) if orientation in (6, 8) else (200, 400)
    assert pixels(decoded).shape[:2] == shape
    assert (decoded.source_height_px, decoded.source_width_px) == shape
    row, column = blue_at
    assert pixels(decoded)[row, column][0] > 200


def test_that_a_small_photo_is_not_blown_up(tmp_path: Path) -> None:
    assert decode_photo(saved(tmp_path / "small.png"), 4000).width_px == 400


def test_that_other_formats_are_refused(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.bmp")
    (tmp_path / "page.jpg").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    for name in ("photo.bmp", "page.jpg"):
        with pytest.raises(PhotoRefusedError) as refused:
            decode_photo(tmp_path / name, 100)
        assert refused.value.code == "not_a_photo"


def test_that_more_pixels_than_the_cap_are_refused_before_decoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo, "LARGEST_PX", 1000)
    with pytest.raises(PhotoRefusedError) as refused:
        decode_photo(saved(tmp_path / "large.png"), 100)
    assert refused.value.code == "too_large"


def test_that_a_photo_cut_short_is_said_to_be_damaged(tmp_path: Path) -> None:
    source = saved(tmp_path / "cut.jpg", size=(900, 900))
    source.write_bytes(source.read_bytes()[:700])
    with pytest.raises(PhotoRefusedError) as refused:
        decode_photo(source, 100)
    assert refused.value.code in ("damaged", "not_a_photo")


def test_that_a_missing_photo_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(PhotoRefusedError) as refused:
        decode_photo(tmp_path / "none.jpg", 100)
    assert refused.value.code == "missing"
