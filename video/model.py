"""Where detector models are found, and opening one. Run time reads OpenVINO IR and ONNX, never a pickle.

Folders in order: `ATALAYA_MODELS`, the data folder's `models/` (imports are kept there), the shared folder's `models/`.
Nothing is downloaded.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from video.foreign_model import read_foreign
from video.model_import import import_model, kept_import
from video.model_record import HASH_LETTERS, RECORD, Model, ModelError, read_imported

DEFAULT_MODEL = "yolo11n"


@dataclass(frozen=True, slots=True)
class ModelFolders:
    """`search` in order of precedence; `kept` is where imports are written."""

    search: tuple[Path, ...]
    kept: Path

    @classmethod
    def of(cls, data: Path, models: Path | None = None, shared: Path | None = None) -> "ModelFolders":
        kept = data / "models"
        last = () if shared is None else (shared / "models",)
        first = () if models is None else (models,)
        return cls((*first, kept, *last), kept)


def read_model(path: Path) -> Model:
    """A folder with IR, an .xml or an .onnx -> Model; raises ModelError when missing, damaged or a pickle."""
    if path.suffix == ".pt":
        raise ModelError(f"{path}: a .pt file is never opened at run time. Import it: atalaya models import {path}")
    if not path.exists():
        raise ModelError(f"{path}: there is no such model. `atalaya models list` shows those found")
    folder = path if path.is_dir() else path.parent
    if path.suffix != ".onnx" and (folder / RECORD).exists():
        return read_imported(folder)
    return read_foreign(path)


def every_model(folders: ModelFolders) -> Iterator[Path]:
    """Imports, exports of others, .onnx and .pt files, by folder in order of search."""
    for folder in folders.search:
        if folder.is_dir():
            yield from (path for path in sorted(folder.iterdir()) if _is_model(path))


def find_model(name: str, folders: ModelFolders) -> Path | None:
    """The first that answers to the name: in each folder an import, then an export of others, an .onnx, a .pt."""
    forms = (f"{name}-{'[0-9a-f]' * HASH_LETTERS}", f"{name}_openvino_model", f"{name}.onnx", f"{name}.pt")
    return _first(folders, forms)


def ready_model(name: str, folders: ModelFolders, say: Callable[[str], None] = lambda _: None) -> Path:
    """A name or a path -> what `Detector.open` takes; a `.pt` is imported first, once; raises ModelError.

    `say` gets a line before a slow step (an import takes some ten seconds), and when an 8-bit export must serve.
    """
    path = Path(name) if _looks_like_path(name) else find_model(name, folders)
    coarse = None if path and _looks_like_path(name) else _first(folders, (f"{name}_int8_openvino_model",))
    try:
        if path is not None:
            return imported(path, folders, say)
    except ModelError as error:
        if coarse is None:
            raise
        say(f"{error}")
    if coarse is None:
        places = ", ".join(str(folder) for folder in folders.search)
        raise ModelError(f"no model named {name} in {places}. Import one: atalaya models import FILE.pt")
    say(f"{coarse}: an 8-bit model serves; it finds a little less")
    return coarse


def imported(path: Path, folders: ModelFolders, say: Callable[[str], None] = lambda _: None) -> Path:
    """A `.pt` -> the folder of its import, made now or kept by its hash; any other path as it is."""
    if path.suffix != ".pt":
        return path
    return kept_import(path, folders.kept) or import_model(path, folders.kept, say=say)


def _first(folders: ModelFolders, forms: tuple[str, ...]) -> Path | None:
    for folder in folders.search:
        for form in forms:
            found = [path for path in folder.glob(form) if _is_model(path)]
            if found:
                return max(found, key=lambda path: path.stat().st_mtime)
    return None


def _looks_like_path(name: str) -> bool:
    return "/" in name or Path(name).suffix in {".pt", ".xml", ".onnx"} or Path(name).is_dir()


def _is_model(path: Path) -> bool:
    if path.is_dir():
        return (path / RECORD).exists() or any(path.glob("*.xml"))
    return path.suffix in {".onnx", ".pt"}
