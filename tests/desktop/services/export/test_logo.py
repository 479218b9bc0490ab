"""The logo: anybody's picture, decoded in a child, kept by its hash; hostile ones are refused and the page goes on."""

import hashlib
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from desktop.domain.operator import NotPermittedError, Operator, Role
from desktop.services.export.logo import Logos, logo_file
from desktop.storage import journal, settings
from desktop.storage.store import Store
from maps.worker_client import LogoError, MapWorker

ADMIN = Operator("i", "ines", "Inés", Role.ADMIN)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with MapWorker(tmp_path_factory.mktemp("run"), draws=False) as made:
        yield made


@pytest.fixture
def logos(store: Store, data: Path) -> Logos:
    return Logos(store, data)


def kept(store: Store, data: Path) -> tuple[Path | None, bool]:
    with store.read() as connection:
        return logo_file(connection, data)


def test_that_a_logo_is_kept_on_white_by_its_hash_and_journalled(
    logos: Logos, worker: MapWorker, store: Store, data: Path, tmp_path: Path
) -> None:
    source = tmp_path / "escudo.png"
    Image.new("RGBA", (3000, 1500), (200, 0, 0, 0)).save(source)
    sha256 = logos.keep(worker, source, ADMIN)
    file, is_set = kept(store, data)
    assert file is not None
    assert is_set
    assert hashlib.sha256(file.read_bytes()).hexdigest() == sha256 == file.stem
    picture = Image.open(file)
    assert (picture.size, picture.mode) == ((1024, 512), "RGB")
    assert picture.getpixel((5, 5)) == (255, 255, 255), "what is clear shows the paper"
    with store.read() as connection:
        row = journal.after(connection, 0)[-1]
    assert (row.kind, row.subject) == ("city.configured", "logo")


def test_that_only_who_may_configure_sets_it(logos: Logos, worker: MapWorker, sofia: Operator, tmp_path: Path) -> None:
    Image.new("RGB", (10, 10)).save(tmp_path / "x.png")
    with pytest.raises(NotPermittedError):
        logos.keep(worker, tmp_path / "x.png", sofia)


def bomb(side: int) -> bytes:
    """A PNG that says it is enormous and holds almost nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return len(content).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)

    head = side.to_bytes(4) + side.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(60_000), {"too_large", "damaged"}),
        (bomb(12_000), {"too_large", "damaged"}),
        (b"<html>", {"not_a_photo"}),
        (b"", {"not_a_photo"}),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 300, {"not_a_photo", "damaged"}),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', {"not_a_photo"}),
    ],
    ids=["bomb", "smaller bomb", "html", "empty", "damaged", "svg"],
)
def test_that_a_hostile_picture_is_no_logo_and_changes_nothing(
    content: bytes, code: set[str], logos: Logos, worker: MapWorker, store: Store, data: Path
) -> None:
    (data / "x.png").write_bytes(content)
    with pytest.raises(LogoError) as refused:
        logos.keep(worker, data / "x.png", ADMIN)
    assert refused.value.code in code
    assert kept(store, data) == (None, False)
    assert list((data / "logos").iterdir()) == []


def test_that_a_logo_that_is_gone_changed_or_elsewhere_is_none(
    logos: Logos, worker: MapWorker, store: Store, data: Path, tmp_path: Path
) -> None:
    Image.new("RGB", (10, 10), "navy").save(tmp_path / "x.png")
    sha256 = logos.keep(worker, tmp_path / "x.png", ADMIN)
    file = data / "logos" / f"{sha256}.png"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"x")
    assert kept(store, data) == (None, True)
    file.unlink()
    assert kept(store, data) == (None, True)
    (tmp_path / "true.png").write_bytes(whole)
    file.symlink_to(tmp_path / "true.png")
    assert kept(store, data) == (None, True)
    with store.write() as connection:
        settings.put(connection, "logo", "../../etc/passwd")
    assert kept(store, data) == (None, True)
    logos.remove(ADMIN)
    assert kept(store, data) == (None, False)


def test_that_a_page_says_that_its_logo_is_gone(export: Any, store: Store) -> None:
    with store.write() as connection:
        settings.put(connection, "logo", "a" * 64)
    assert "logo_gone" in export("case.geojson").notes
