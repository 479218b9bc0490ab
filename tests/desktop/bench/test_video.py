import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.bench.video import FIRST_FRAME, BenchError, Said, Side, compared, run
from desktop.config import load

Shared = Callable[[str], Path]
SOMEBODY, ELSEWHERE = [10.0, 10.0, 50.0, 90.0, 0.9], [200.0, 10.0, 240.0, 90.0, 0.9]


def _side(cpu_s: float, *people: list[float]) -> Side:
    return Side((Said(cpu_s, 10, [list(people)] * (FIRST_FRAME + 10)),))


def test_that_the_ratio_is_the_processor_time_of_a_frame_of_the_peer_over_ours() -> None:
    figures = compared(_side(0.3, SOMEBODY), _side(0.6, SOMEBODY), _side(0.45, SOMEBODY))
    assert figures.figures["cpu_ms_per_frame"] == 30
    assert [(peer.name, peer.ratio) for peer in figures.peers] == [
        ("ultralytics track", 2.0),
        ("ultralytics track (ByteTrack)", 1.5),
    ]


def test_that_finding_less_than_the_peer_is_told() -> None:
    figures = compared(_side(0.1, SOMEBODY), _side(0.6, SOMEBODY, ELSEWHERE), _side(0.4)).figures
    assert figures["people_of_peer_found"] == 0.5
    assert figures["people_of_ours_found_by_peer"] == 1.0


def test_that_a_missing_clip_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="no such video"):
        run(argparse.Namespace(clip=str(tmp_path / "no.avi"), frames=1), load(data=tmp_path))


def test_that_our_side_counts_its_own_processor_time_and_people(shared: Shared) -> None:
    clip, model = shared("video/vtest.avi"), shared("models/yolo11n_int8_openvino_model")
    command = [sys.executable, "-m", "desktop.bench.video_ours", str(clip), str(model), "2", "6"]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert said["frames"] == 4
    assert 0.01 < said["cpu_s"] < 10
    assert [len(people) for people in said["boxes"]][1:] == [3] * 5


@pytest.mark.slow
def test_that_a_camera_takes_at_most_two_thirds_of_the_peers_processor(shared: Shared, tmp_path: Path) -> None:
    figures = run(argparse.Namespace(clip=str(shared("video/vtest.avi")), frames=60), load(data=tmp_path))
    assert figures.peers[0].ratio >= 1.54
    assert float(figures.figures["people_of_peer_found"]) > 0.97
