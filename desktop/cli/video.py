"""`atalaya video`: analyse a file or stream, calibrate a camera."""

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.cli.models import folders_of, say
from desktop.cli.options import VerbError, add_common, print_json, wants_json

FAULT_WORDS = {
    "bad_address": "there is no such file, and it is no rtsp or http address. Name one of them",
    "refused": "it asks for another user or password. Correct the address",
    "unreachable": "it cannot be reached. Check the address and the network",
    "timeout": "it did not answer in time. Check that the camera is on",
    "silent": "it stopped sending. Check that the camera is on",
    "unreadable": "it is not video, or too damaged to be read. Give a whole video file",
    "no_video": "there is no video in it. Give a video file",
    "ended": "the stream ended; what came before is written",
    "memory": "its pictures are too large for this machine's memory",
    "no_room": "there is no room for its pictures. Free some disk",
}


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("video", help="cameras and clips").add_subparsers(required=True, metavar="DO")
    _add_analyse(group)
    _add_calibrate(group)


def _add_analyse(group: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    analyse = group.add_parser("analyse", help="detector, tracker and rules over a file or stream")
    analyse.add_argument("video", help="file, or rtsp:// or http:// address")
    analyse.add_argument("--camera", type=Path, metavar="CAM.toml", help="zones, lines, rules, calibration")
    analyse.add_argument("--model", default="yolo11n", help="name, OpenVINO folder, .xml, .onnx or .pt")
    analyse.add_argument("--imgsz", type=int, default=None, help="longer side given to the detector")
    analyse.add_argument("--fps", type=_rate, default=None, help="frames a second; a file's own, 5 for a stream")
    analyse.add_argument("--out", type=Path, default=None, metavar="F.jsonl", help="standard output by default")
    add_common(analyse)
    analyse.set_defaults(run=_analyse)


def _add_calibrate(group: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    calibrate = group.add_parser("calibrate", help="homography from points known in the frame and on the ground")
    calibrate.add_argument("points", type=Path, metavar="POINTS.csv")
    calibrate.add_argument("--crs", required=True, help="EPSG:number, or local")
    calibrate.add_argument("--out", type=Path, required=True, metavar="CAM.toml")
    add_common(calibrate)
    calibrate.set_defaults(run=_calibrate)


def _rate(words: str) -> float:
    rate = float(words)
    if not 0 < rate <= 240:
        raise argparse.ArgumentTypeError("a rate is between 0 and 240")
    return rate


def _analyse(args: argparse.Namespace) -> int:
    from video.address import shown
    from video.analysis import Analysis
    from video.camera import Camera
    from video.camera_file import read_camera
    from video.detector import Detector
    from video.model import ready_model
    from video.stream import StreamError

    camera = read_camera(args.camera) if args.camera else Camera("", "", args.video)
    detector = Detector.open(ready_model(args.model, folders_of(args), say), args.imgsz, threads=0)
    try:
        with Analysis(args.video, camera, detector, args.fps) as analysis:
            frames = _write(analysis.lines(_progress()), args)
            if analysis.garbled:
                say(f"{shown(args.video)}: {analysis.garbled} damaged pieces were left out")
    except StreamError as error:
        raise VerbError(f"{shown(args.video)}: {FAULT_WORDS[error.fault]}") from error
    if not frames:
        raise VerbError(f"{shown(args.video)}: not one frame can be decoded. Give a whole video file")
    return 0


def _write(lines: Iterator[dict[str, Any]], args: argparse.Namespace) -> int:
    """Write the lines as they come, and give the number of frames."""
    if wants_json(args) and args.out is None:
        document = list(lines)
        print_json(document)
        return sum("frame" in line for line in document)
    frames = 0
    with args.out.open("w", encoding="utf-8") if args.out else contextlib.nullcontext(sys.stdout) as file:
        for line in lines:
            frames += "frame" in line
            file.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
    if wants_json(args):
        print_json({"frames": frames, "out": str(args.out)})
    return frames


def _progress() -> Callable[[int, float], None]:
    """A count on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return lambda _number, _t_s: None
    return lambda number, t_s: print(f"\r{number + 1} ({t_s:.1f} s) ", end="", file=sys.stderr, flush=True)


def _calibrate(args: argparse.Namespace) -> int:
    from video.calibration import accuracy, check_crs
    from video.camera import Camera
    from video.camera_file import read_camera, write_camera
    from video.control_points import read_control_points

    check_crs(args.crs)
    points = read_control_points(args.points, args.crs)
    found = accuracy(points)
    before = read_camera(args.out) if args.out.exists() else Camera(args.out.stem, args.out.stem, "")
    write_camera(args.out, replace(before, calibration=points))
    each = [error if error is None else round(error, 4) for error in found.loo_each_m]
    print_json(
        {
            "crs": points.crs,
            "residuals_m": [round(residual, 4) for residual in found.residuals_m],
            "rms_m": round(found.rms_m, 4),
            "loo_m": None if found.loo_m is None else round(found.loo_m, 4),
            "loo_each_m": each,
        }
    )
    return 0
