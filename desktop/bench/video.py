"""`atalaya bench video`: processor time of one camera with detection and tracking, beside ultralytics' own `track`.

Each side runs in a process of its own, in turns, on the same frames and the same OpenVINO files; what is counted is the
processor time of that process between two frames, so that loading is left out on both sides. Finding less must not
pay: the people that each side finds and the other does not are told too.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from desktop.bench.figures import Figures, Peer
from desktop.config import Settings
from video.model import DEFAULT_MODEL, ModelFolders, ready_model
from video.suppression import overlap_of

CLIP = "video/vtest.avi"
CAMERA_FPS = 10
FIRST_FRAME = 20
"""Until then both sides settle."""
ROUNDS = 2
TIMEOUT_S = 600
SURE_SCORE = 0.5
SAME_OVERLAP = 0.5
DEFAULT_TRACKER = "tracktrack.yaml"
"""What ultralytics takes when none is named; ByteTrack, the kind of ours, is measured beside it."""
BYTETRACK = "bytetrack.yaml"


class BenchError(RuntimeError):
    """A side could not be measured; the message says which and why."""


class Said(msgspec.Struct, frozen=True):
    """What a side prints: processor seconds of `frames` frames, and people of every frame (x1, y1, x2, y2, score)."""

    cpu_s: float
    frames: int
    boxes: list[list[list[float]]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of those compared, over its rounds."""

    rounds: tuple[Said, ...]

    @property
    def cpu_ms(self) -> float:
        """Of a frame."""
        return 1000 * sum(said.cpu_s for said in self.rounds) / max(1, sum(said.frames for said in self.rounds))

    @property
    def people(self) -> list[list[list[float]]]:
        return self.rounds[0].boxes[FIRST_FRAME:]


def run(args: argparse.Namespace, chosen: Settings) -> Figures:
    """`args.clip` and `args.frames`; raises BenchError, ModelError."""
    clip = Path(args.clip) if args.clip else chosen.shared / CLIP
    if not clip.is_file():
        raise BenchError(f"{clip}: there is no such video. Name one: --clip FILE")
    model = ready_model(DEFAULT_MODEL, ModelFolders.of(chosen.data, chosen.models, chosen.shared))
    scene = [str(clip), str(model), str(FIRST_FRAME), str(FIRST_FRAME + max(1, args.frames))]
    rounds = [(_measure("video_ours", scene), _measure("video_peer", [*scene, DEFAULT_TRACKER])) for _ in range(ROUNDS)]
    ours, peer = Side(tuple(our for our, _ in rounds)), Side(tuple(its for _, its in rounds))
    return compared(ours, peer, Side((_measure("video_peer", [*scene, BYTETRACK]),)))


def compared(ours: Side, peer: Side, bytetrack: Side) -> Figures:
    """Ours against both trackers of the peer; recall against its default one."""
    figures: dict[str, float | int | str | bool] = {
        "frames": ours.rounds[0].frames,
        "cpu_ms_per_frame": round(ours.cpu_ms, 2),
        "peer_cpu_ms_per_frame": round(peer.cpu_ms, 2),
        "share_of_peer_cpu": round(ours.cpu_ms / peer.cpu_ms, 3),
        "cameras_10fps_per_core": round(1000 / CAMERA_FPS / ours.cpu_ms, 2),
        "people_of_peer_found": round(_found(peer.people, ours.people), 4),
        "people_of_ours_found_by_peer": round(_found(ours.people, peer.people), 4),
    }
    named = (("ultralytics track", peer), ("ultralytics track (ByteTrack)", bytetrack))
    return Figures(figures, tuple(Peer(name, round(side.cpu_ms / ours.cpu_ms, 2)) for name, side in named))


def _found(wanted: list[list[list[float]]], found: list[list[list[float]]]) -> float:
    """Share of the surely wanted people, over all frames, that lie on one found."""
    hits = total = 0
    for these, those in zip(wanted, found, strict=False):
        sure = np.array([box[:4] for box in these if box[4] >= SURE_SCORE], np.float32).reshape(-1, 4)
        all_found = np.array([box[:4] for box in those], np.float32).reshape(-1, 4)
        hits += int(np.count_nonzero(overlap_of(sure, all_found) > SAME_OVERLAP))
        total += len(sure)
    return hits / total if total else 1.0


def _measure(side: str, arguments: list[str]) -> Said:
    """Offline and without the user's settings on both sides."""
    with tempfile.TemporaryDirectory() as scratch:
        own = {"YOLO_CONFIG_DIR": scratch, "YOLO_OFFLINE": "true", "YOLO_AUTOINSTALL": "false", "MPLCONFIGDIR": scratch}
        command = [sys.executable, "-m", f"desktop.bench.{side}", *arguments]
        environment = {**os.environ, **own, "CUDA_VISIBLE_DEVICES": ""}
        try:
            done = subprocess.run(command, env=environment, capture_output=True, timeout=TIMEOUT_S, check=False)
        except subprocess.TimeoutExpired as error:
            raise BenchError(f"{side} took more than {TIMEOUT_S} s") from error
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise BenchError(f"{side} ended with {done.returncode}: {words[-1] if words else 'no word'}")
    return msgspec.json.decode(lines[-1], type=Said)
