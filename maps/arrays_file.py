"""Named arrays that pass between processes in one file: plain numbers and fixed-width text, never objects."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Raises OSError, as on a full disk; nothing is then left behind."""
    try:
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)  # pyright: ignore[reportArgumentType] - too narrow a stub
    except OSError:
        path.unlink(missing_ok=True)
        raise


def take_arrays(path: Path) -> Arrays:
    """Reads the file and removes it. Raises ValueError when it holds no arrays, OSError."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except (ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path.name} holds no arrays: {error}") from error
    finally:
        path.unlink(missing_ok=True)
