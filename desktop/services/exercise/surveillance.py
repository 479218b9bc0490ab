"""The twelve cameras of the generated city, and the recordings that play in their place, each said by name."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from desktop.domain.asset import Asset, AssetKind
from desktop.services.exercise import names
from desktop.services.exercise.blocks import Ground
from desktop.services.exercise.city import GroundPlan
from desktop.services.exercise.feature_file import place_at
from maps.projection import Projection
from video.camera import CalibrationPoints, Camera, CameraRule, CameraZone, ControlPoint, Mount

PEDESTRIANS = "vtest.avi"
JUNCTION = "Testvideo_Cars-Truck_FR20_2020-01-01_00-00-00.mp4"
JUNCTION_POINTS = "Testvideo_FR20_refpts.csv"
OTHERS = ("yas-sim_people.mp4", "intel_one-by-one-person-detection.mp4")
DEBIAN_PEDESTRIANS = Path("/usr/share/doc/opencv-doc/examples/data/vtest.avi")
CITY_CRS = "EPSG:32613"
AHEAD_M = 28.0
FRAMES = {
    PEDESTRIANS: (768, 576),
    JUNCTION: (800, 600),
    OTHERS[0]: (1920, 1080),
    OTHERS[1]: (768, 432),
    names.SCENE_FILE: (640, 360),
}
"""Width and height of each recording."""
PEDESTRIAN_ZONE = CameraZone("zona norte", ((392.0, 118.0), (640.0, 118.0), (720.0, 330.0), (360.0, 330.0)))


@dataclass(frozen=True, slots=True)
class Recordings:
    """Paths of what plays; None where the file is not there."""

    pedestrians: Path
    junction: Path | None
    junction_points: Path | None
    others: tuple[Path, ...]


def find_recordings(shared: Path, scene: Path) -> Recordings:
    """Shared recordings when there, else the distribution's, else `scene` (a generated one)."""
    folder = shared / "video"
    known = [path for path in (folder / PEDESTRIANS, DEBIAN_PEDESTRIANS) if path.exists()]
    junction, points = folder / JUNCTION, folder / JUNCTION_POINTS
    both = junction.exists() and points.exists()
    return Recordings(
        known[0] if known else scene,
        junction if both else None,
        points if both else None,
        tuple(path for name in OTHERS if (path := folder / name).exists()),
    )


def cameras(plan: GroundPlan, ground: Ground, recordings: Recordings) -> tuple[tuple[Asset, Camera], ...]:
    """Every camera as the asset on the map and what is configured about it."""
    sites = _sites(plan, ground)
    made: list[tuple[Asset, Camera]] = []
    for i, (name, at, heading_deg) in enumerate(sites):
        code = f"C-{i + 1:02}"
        mount = Mount(place_at(at[0], at[1]), 6.5, heading_deg, 68.0, 62.0)
        plays = _camera(i, f"camera-{i + 1:02}", f"{code} {name}", mount, recordings)
        camera = replace(plays, frame_px=FRAMES.get(Path(plays.url).name))
        attributes = MappingProxyType({"source": Path(camera.url).name, "simulated": True})
        made.append((Asset(camera.id, AssetKind.CAMERA, code, name, mount.place, attributes=attributes), camera))
    return tuple(made)


def _camera(i: int, asset_id: str, name: str, mount: Mount, recordings: Recordings) -> Camera:
    if i == 1 and recordings.junction and recordings.junction_points:
        points = _moved(read_points(recordings.junction_points), mount)
        return Camera(asset_id, name, str(recordings.junction), mount, CalibrationPoints(CITY_CRS, points), loop=True)
    if i in {5, 10} and recordings.others:
        return Camera(asset_id, name, str(recordings.others[i % len(recordings.others)]), mount, loop=True)
    rules = (CameraRule("intrusion", "Intrusión", zone=PEDESTRIAN_ZONE.name),) if i in {0, 3} else ()
    zones = (PEDESTRIAN_ZONE,) if rules else ()
    return Camera(asset_id, name, str(recordings.pedestrians), mount, zones=zones, rules=rules, loop=True)


def read_points(path: Path) -> tuple[ControlPoint, ...]:
    """OTVision's `X;Y;Lat;Lon`, whose Lat is a northing and Lon an easting."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines, delimiter=";")
        return tuple(ControlPoint(*(float(row[key]) for key in ("X", "Y", "Lon", "Lat"))) for row in rows)


def _moved(points: Sequence[ControlPoint], mount: Mount) -> tuple[ControlPoint, ...]:
    """The junction's own points on the generated town's: turned to where the camera looks, and laid ahead of it."""
    ground = np.array([(point.x, point.y) for point in points])
    looks = ground[np.argmin([point.py for point in points])] - ground[np.argmax([point.py for point in points])]
    heading = math.radians(mount.heading_deg)
    turn = math.atan2(looks[0], looks[1]) - heading
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    east, north = Projection(CITY_CRS).from_place(mount.place)
    middle = np.array([east, north]) + AHEAD_M * np.array([math.sin(heading), math.cos(heading)])
    placed = (ground - ground.mean(axis=0)) @ rotation.T + middle
    return tuple(ControlPoint(p.px, p.py, float(x), float(y)) for p, (x, y) in zip(points, placed, strict=True))


def _sites(plan: GroundPlan, ground: Ground) -> list[tuple[str, NDArray[np.float64], float]]:
    """Name, metres and heading: parks by their corner looking in, crossings of arteries looking along one of them."""
    parks = dict(ground.parks)
    crossings = _crossings(plan)
    sites: list[tuple[str, NDArray[np.float64], float]] = []
    for i, name in enumerate(names.CAMERA_SITES):
        park = next((parks[word] for word in parks if name.startswith(word)), None)
        streets, crossing = crossings[i % len(crossings)]
        at, target = _corner(park) if park else _beside(crossing, i)
        dx, dy = target - at
        sites.append((streets if " y " in name else name, at, math.degrees(math.atan2(dx, dy)) % 360.0))
    return sites


def _corner(park: shapely.Polygon) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    corners = shapely.get_coordinates(park)
    north = corners[int(np.argmax(corners[:, 1]))]
    return north, np.array([park.centroid.x, park.centroid.y])


def _crossings(plan: GroundPlan) -> list[tuple[str, NDArray[np.float64]]]:
    """Where arteries meet inside the ring and what they are called there, nearest the centre first."""
    inner = plan.arteries[1:]
    found = [
        (f"{_short(a.name)} y {_short(b.name)}", xy)
        for i, a in enumerate(inner)
        for b in inner[i + 1 :]
        for xy in shapely.get_coordinates(a.line.intersection(b.line))
    ]
    return sorted(found, key=lambda crossing: float(np.hypot(*crossing[1])))


def _short(street: str) -> str:
    """What people say: the last name of whom it is called after, without its rank."""
    return street.rsplit(maxsplit=1)[-1]


def _beside(crossing: NDArray[np.float64], i: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    angle = math.radians(35 + 67 * i)
    return crossing + 17.0 * np.array([math.cos(angle), math.sin(angle)]), crossing
