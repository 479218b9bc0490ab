import os
import pickle
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from video.detector import Detector
from video.model import ModelFolders, every_model, find_model, read_model, ready_model
from video.model_import import import_model, kept_import
from video.model_record import ModelError, read_record, sha256_of

Shared = Callable[[str], Path]
INT8 = "models/yolo11n_int8_openvino_model"


@pytest.fixture
def copied(imported_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(imported_model, tmp_path / imported_model.name))


def _flip(file: Path, at: float) -> None:
    content = bytearray(file.read_bytes())
    content[int(at * (len(content) - 1))] ^= 1
    file.chmod(0o644)
    file.write_bytes(content)


def test_that_an_import_keeps_hash_class_names_and_size(imported_model: Path, shared: Shared) -> None:
    record = read_record(imported_model)
    assert record.source_sha256 == sha256_of(shared("models/yolo11n.pt"))
    assert imported_model.name == f"yolo11n-{record.source_sha256[:12]}"
    assert (record.imgsz, record.stride, len(record.class_names)) == (640, 32, 80)
    assert record.class_names[0] == "person"
    assert read_model(imported_model).verified


def test_that_the_same_bytes_are_imported_once(imported_model: Path, shared: Shared) -> None:
    assert kept_import(shared("models/yolo11n.pt"), imported_model.parent) == imported_model


def test_that_reading_and_running_a_model_loads_no_torch(imported_model: Path) -> None:
    probe = (
        "import sys, numpy, pathlib\n"
        "from video.detector import Detector\n"
        "import video.pipeline, video.model, video.camera_file\n"
        f"detector = Detector.open(pathlib.Path({str(imported_model)!r}))\n"
        "found = detector.detect([numpy.zeros((96, 128, 3), numpy.uint8)])\n"
        "print(sorted({'torch', 'ultralytics'} & set(sys.modules)), len(found))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "[] 1"


@pytest.mark.parametrize("at", [0.0, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("suffix", [".bin", ".xml"])
def test_that_one_flipped_bit_is_noticed(copied: Path, suffix: str, at: float) -> None:
    _flip(next(copied.glob(f"*{suffix}")), at)
    with pytest.raises(ModelError, match=r"damaged.*Import"):
        Detector.open(copied)


def test_that_a_broken_record_is_told(copied: Path) -> None:
    (copied / "model.json").write_bytes(b"\xff{")
    with pytest.raises(ModelError, match="import again"):
        read_model(copied)


@pytest.mark.parametrize("content", [b"", b"not a model", b"<?xml version='1.0'?><net name='x'>" + b" " * 100])
def test_that_a_foreign_file_that_is_no_model_is_told(tmp_path: Path, content: bytes) -> None:
    for name in ("model.xml", "model.bin", "other.onnx"):
        (tmp_path / name).write_bytes(content)
    for name in ("model.xml", "other.onnx"):
        with pytest.raises(ModelError, match=name):
            Detector.open(tmp_path / name)


def test_that_a_pickle_is_never_opened_at_run_time(shared: Shared) -> None:
    with pytest.raises(ModelError, match="models import"):
        Detector.open(shared("models/yolo11n.pt"))


def test_that_a_poisoned_pickle_runs_nothing_and_is_refused(tmp_path: Path) -> None:
    """A real torch file whose pickle calls the system when it is opened carelessly."""
    trace = tmp_path / "it-ran"

    class Poison:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {trace}",)

    poisoned = tmp_path / "poisoned.pt"
    with zipfile.ZipFile(poisoned, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"model": Poison()}, protocol=2))
        archive.writestr("archive/version", "3\n")
    with pytest.raises(ModelError, match="references types outside"):
        import_model(poisoned, tmp_path / "models")
    assert not trace.exists()
    assert not list((tmp_path / "models").iterdir())


def test_that_a_file_whose_hash_is_not_allowed_is_not_opened(shared: Shared, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not the one you allow"):
        import_model(shared("models/yolo11n.pt"), tmp_path, expected_sha256="0" * 64)


def test_that_folders_are_searched_in_order(imported_model: Path, shared: Shared, tmp_path: Path) -> None:
    folders = ModelFolders.of(tmp_path, None, shared("models").parent)
    assert find_model("yolo11n", folders) == shared("models/yolo11n.pt")
    shutil.copytree(imported_model, tmp_path / "models" / imported_model.name)
    assert find_model("yolo11n", folders) == tmp_path / "models" / imported_model.name
    assert ready_model("yolo11n", folders) == tmp_path / "models" / imported_model.name
    own = tmp_path / "own"
    shutil.copytree(shared(INT8), own / "yolo11n_openvino_model")
    assert find_model("yolo11n", ModelFolders.of(tmp_path, own)) == own / "yolo11n_openvino_model"
    assert tmp_path / "models" / imported_model.name in list(every_model(folders))


def test_that_a_damaged_pt_leaves_the_8_bit_export_to_serve(shared: Shared, tmp_path: Path) -> None:
    shared_models = tmp_path / "shared" / "models"
    shutil.copytree(shared(INT8), shared_models / "yolo11n_int8_openvino_model")
    (shared_models / "yolo11n.pt").write_bytes(shared("models/yolo11n.pt").read_bytes()[:100_000])
    said: list[str] = []
    found = ready_model("yolo11n", ModelFolders.of(tmp_path / "data", None, tmp_path / "shared"), said.append)
    assert found == shared_models / "yolo11n_int8_openvino_model"
    assert any("cannot be imported" in words for words in said)


def test_that_no_model_at_all_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="models import"):
        ready_model("yolo11n", ModelFolders.of(tmp_path))


def test_that_an_export_of_others_of_one_fixed_size_detects_too(shared: Shared) -> None:
    detector = Detector.open(shared(INT8))
    assert detector.class_names[2] == "car"
    assert not detector.model.verified
    assert len(detector.detect([np.zeros((120, 160, 3), np.uint8)])[0]) == 0


def test_that_what_a_killed_import_left_is_taken_away_and_a_running_ones_is_not(tmp_path: Path) -> None:
    kept = tmp_path / "models"
    old, young = kept / ".import-old", kept / ".import-young"
    for scratch in (old, young):
        scratch.mkdir(parents=True)
    os.utime(old, (0, 0))
    source = tmp_path / "no_model.pt"
    source.write_bytes(b"nothing")
    with pytest.raises(ModelError):
        import_model(source, kept, expected_sha256="0" * 64)
    assert [path.name for path in kept.iterdir()] == [young.name]


def test_that_an_import_ends_with_who_asked_for_it(shared: Shared, tmp_path: Path) -> None:
    source = str(shared("models/yolo11n.pt"))
    ask = "import sys; from pathlib import Path; from video.model_import import import_model; "
    ask += "import_model(Path(sys.argv[1]), Path(sys.argv[2]))"
    asker = subprocess.Popen([sys.executable, "-c", ask, source, str(tmp_path)])
    deadline_s = time.monotonic() + 30
    while not (children := psutil.Process(asker.pid).children()) and time.monotonic() < deadline_s:
        time.sleep(0.01)
    child = children[0]
    while "video.model_export" not in child.cmdline() or child.memory_info().rss < 60e6:  # it has begun
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    asker.kill()
    asker.wait()
    assert not psutil.wait_procs([child], timeout=10)[1]
