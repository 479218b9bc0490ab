"""What goes wrong in the exercise, and when: a table of faults by the second since the start."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """`kind` is silent, phase_lost, lamp_dead, leak, continuous_flow or overfull; `detail` a phase."""

    kind: str
    asset_id: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A trouble from `starts_s` on, for `lasts_s`; the whole script begins again every `LENGTH_S`."""

    trouble: Trouble
    starts_s: float
    lasts_s: float


LENGTH_S = 1800.0
SCRIPT: tuple[Scene, ...] = (
    Scene(Trouble("overfull", "container-044"), 0, 1500),
    Scene(Trouble("lamp_dead", "luminaire-0212"), 0, LENGTH_S),
    Scene(Trouble("silent", "dma-4"), 20, 900),
    Scene(Trouble("phase_lost", "cabinet-17", "s"), 60, 1200),
    Scene(Trouble("leak", "dma-2"), 120, 1200),
    Scene(Trouble("continuous_flow", "meter-0107"), 180, 1400),
    Scene(Trouble("silent", "meter-0231"), 240, 1500),
    Scene(Trouble("overfull", "container-101"), 420, 900),
)


def troubles_at(since_start_s: float, script: tuple[Scene, ...] = SCRIPT) -> frozenset[Trouble]:
    moment = since_start_s % LENGTH_S
    return frozenset(scene.trouble for scene in script if scene.starts_s <= moment < scene.starts_s + scene.lasts_s)
