"""A detector's model on disk and the record of its import: what it is, what it was made from, whether it is whole.

An imported model is a folder `NAME-HASH12` with `model.json`, an `.xml` and a `.bin`; HASH12 begins the SHA-256 of the
file it was made from. The hashes in `model.json` are compared each time the model is opened.
"""

import hashlib
from pathlib import Path

import msgspec

RECORD = "model.json"
HASH_LETTERS = 12
DEFAULT_IMGSZ = 640
DEFAULT_STRIDE = 32


class ModelError(ValueError):
    """A model cannot be used; the message says why and what to do."""


class ModelRecord(msgspec.Struct, frozen=True):
    """What `models import` writes beside the IR. `files` maps a file's name to its SHA-256."""

    name: str
    source: str
    source_sha256: str
    imgsz: int
    stride: int
    class_names: tuple[str, ...]
    files: dict[str, str]
    made_with: str


class Model(msgspec.Struct, frozen=True):
    """A model ready to be loaded. `sha256` is of its source when imported here, else of the weights themselves."""

    name: str
    path: Path
    """The `.xml` or `.onnx` file."""
    sha256: str
    class_names: tuple[str, ...]
    imgsz: int = DEFAULT_IMGSZ
    stride: int = DEFAULT_STRIDE
    verified: bool = False
    """Its files have the hashes written down when it was imported."""

    @property
    def is_onnx(self) -> bool:
        return self.path.suffix == ".onnx"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_name(name: str, source_sha256: str) -> str:
    return f"{name}-{source_sha256[:HASH_LETTERS]}"


def write_record(folder: Path, record: ModelRecord) -> None:
    (folder / RECORD).write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")


def read_record(folder: Path) -> ModelRecord:
    """Raises ModelError when `model.json` is missing or cannot be understood."""
    try:
        return msgspec.json.decode((folder / RECORD).read_bytes(), type=ModelRecord)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelError(f"{folder / RECORD}: not readable ({error}). Remove the folder and import again") from error


def read_imported(folder: Path) -> Model:
    """The model of an import, its files compared with their hashes; raises ModelError."""
    record = read_record(folder)
    graphs = [name for name in record.files if Path(name).name == name and name.endswith(".xml")]
    if len(graphs) != 1:
        raise ModelError(f"{folder / RECORD}: names no graph. Remove the folder and import again")
    for name, expected in record.files.items():
        if not (folder / name).is_file() or sha256_of(folder / name) != expected:
            damaged = folder / name
            raise ModelError(f"{damaged}: damaged, its hash is not the one written at import. Import the model again")
    return Model(
        name=record.name,
        path=folder / graphs[0],
        sha256=record.source_sha256,
        class_names=record.class_names,
        imgsz=record.imgsz,
        stride=record.stride,
        verified=True,
    )


def reason_of(error: Exception) -> str:
    """An engine's error is a page; its last line of words says what."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:160] if lines else type(error).__name__
