"""What may be taken out of a ZIP file: a KMZ, a zipped Shapefile. Bounded in number, size and names.

Nothing is written under a name of the archive's choosing: a member goes to a plain file name in a folder of ours.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from maps.sources.layer_fault import LayerFaultError, one_line

MOST_MEMBERS = 10_000
LARGEST_BYTES = 4 << 30
LARGEST_RATIO = 400
"""Text of coordinates shrinks to a tenth or so; only a bomb shrinks to a four-hundredth."""
_RATIO_FROM_BYTES = 10 << 20
_CHUNK = 1 << 20


def members(path: Path) -> tuple[str, ...]:
    """Names of the files in it. Raises LayerFaultError damaged, too_large."""
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(info.filename for info in _checked(archive, path.name) if not info.is_dir())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, LayerFaultError):
            raise
        raise LayerFaultError("damaged", f"{path.name}: {one_line(error)}") from error


def extract(path: Path, wanted: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """Members into `folder` under their last names. Raises LayerFaultError, OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in _checked(archive, path.name) if info.filename in set(wanted)]
            return tuple(_extracted(archive, info, folder) for info in infos)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        if isinstance(error, LayerFaultError):
            raise
        raise LayerFaultError("damaged", f"{path.name}: {one_line(error)}") from error


def _checked(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise LayerFaultError("too_large", f"{name} holds {len(infos)} files")
    whole, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if whole > LARGEST_BYTES or (whole > _RATIO_FROM_BYTES and whole > LARGEST_RATIO * max(1, packed)):
        raise LayerFaultError("too_large", f"{name} would unpack to {whole >> 20} MB")
    return infos


def _extracted(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> Path:
    """What the directory says of its size is not believed: the stream is cut where it says it ends."""
    target = folder / (PurePosixPath(info.filename.replace("\\", "/")).name[:120].lstrip(".") or "member")
    left = info.file_size
    with archive.open(info) as packed, target.open("xb") as file:
        while chunk := packed.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise LayerFaultError("too_large", f"{info.filename[:80]} is longer than it says")
            file.write(chunk)
    return target
