"""Turns a `.pt` into a model this program runs. The pickle is opened in a child process alone, by ultralytics.

The child loads it with an allow-list of classes (no code of the file runs), offline, with limits of memory and time.
What comes back is OpenVINO IR and a list of class names; the parent writes the record with the hashes and moves the
folder into its place in one step, so that two imports at once do not meet.
"""

import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from video.model_record import (
    DEFAULT_IMGSZ,
    HASH_LETTERS,
    RECORD,
    ModelError,
    ModelRecord,
    folder_name,
    sha256_of,
    write_record,
)

IMPORT_TIMEOUT_S = 300.0
_SCRATCH = ".import-"
MEMORY_LIMIT_BYTES = 32 << 30
"""Of address space: torch with its CUDA libraries maps far more than it uses."""


class Exported(msgspec.Struct, frozen=True):
    """What the child says when it is done."""

    class_names: tuple[str, ...]
    stride: int
    made_with: str


def import_model(
    source: Path,
    kept: Path,
    *,
    imgsz: int = DEFAULT_IMGSZ,
    expected_sha256: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """Import `source` into a folder under `kept` and give that folder; raises ModelError."""
    if not source.is_file():
        raise ModelError(f"{source}: there is no such file. Name a .pt file of ultralytics")
    kept.mkdir(parents=True, exist_ok=True)
    _sweep(kept)
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=kept) as scratch:
        copy = Path(scratch) / f"{source.stem}.pt"
        shutil.copyfile(source, copy)
        sha256 = sha256_of(copy)  # of the very bytes the child will open
        if expected_sha256 and expected_sha256.lower() != sha256:
            raise ModelError(f"{source}: its SHA-256 is {sha256}, not the one you allow. Nothing was opened")
        say(f"importing {source.name} (SHA-256 {sha256}) in a process of its own")
        made = Path(scratch) / "made"
        made.mkdir()
        exported = _export(copy, made, imgsz)
        write_record(made, _record(source, sha256, imgsz, exported, made))
        return _put(made, kept / folder_name(source.stem, sha256))


def _sweep(kept: Path) -> None:
    """What an import that was killed has left."""
    for scratch in kept.glob(f"{_SCRATCH}*"):
        with contextlib.suppress(OSError):  # another import has ended and taken its own away
            if time.time() - scratch.stat().st_mtime > 2 * IMPORT_TIMEOUT_S:
                shutil.rmtree(scratch)


def kept_import(source: Path, kept: Path) -> Path | None:
    """The folder of an earlier import of the very same bytes."""
    if not source.is_file():
        raise ModelError(f"{source}: there is no such file. Name a .pt file of ultralytics")
    letters = sha256_of(source)[:HASH_LETTERS]
    found = sorted(path for path in kept.glob(f"*-{letters}") if (path / RECORD).exists())
    return found[0] if found else None


def _export(copy: Path, made: Path, imgsz: int) -> Exported:
    command = [sys.executable, "-m", "video.model_export", str(copy), str(made), str(imgsz)]
    try:
        done = subprocess.run(
            command,
            env=_environment(made.parent),
            capture_output=True,
            timeout=IMPORT_TIMEOUT_S,
            check=False,
            preexec_fn=_limit_memory,
        )
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"{copy.name}: the import took more than {IMPORT_TIMEOUT_S:.0f} s and was stopped") from error
    if done.returncode:
        raise ModelError(f"{copy.name}: cannot be imported: {_last_line(done.stderr)}")
    try:
        return msgspec.json.decode(done.stdout.splitlines()[-1], type=Exported)
    except (IndexError, msgspec.MsgspecError) as error:
        raise ModelError(f"{copy.name}: the import gave no answer. Try it again, or another file") from error


def _environment(scratch: Path) -> dict[str, str]:
    """Offline, no settings of the user, no GPU, restricted loading."""
    own = {
        "ULTRALYTICS_SAFE_LOAD": "1",
        "YOLO_AUTOINSTALL": "false",
        "YOLO_CONFIG_DIR": str(scratch / "settings"),
        "YOLO_OFFLINE": "true",
        "YOLO_VERBOSE": "false",
        "CUDA_VISIBLE_DEVICES": "",
        "MPLCONFIGDIR": str(scratch / "settings"),
    }
    return {**os.environ, **own}


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))


def _record(source: Path, sha256: str, imgsz: int, exported: Exported, made: Path) -> ModelRecord:
    return ModelRecord(
        name=source.stem,
        source=source.name,
        source_sha256=sha256,
        imgsz=imgsz,
        stride=exported.stride,
        class_names=exported.class_names,
        files={file.name: sha256_of(file) for file in sorted(made.iterdir())},
        made_with=exported.made_with,
    )


def _put(made: Path, target: Path) -> Path:
    """Replace an earlier, perhaps damaged, import of the same file."""
    if target.exists():
        shutil.rmtree(target)
    made.chmod(0o755)
    made.rename(target)
    return target


def _last_line(output: bytes) -> str:
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "its process ended without a word (out of memory?)"
