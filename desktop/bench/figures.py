"""What a bench gives: figures with their units in the names, and how we stand against peers of the same minute."""

from dataclasses import asdict, dataclass

Figure = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Peer:
    """`ratio` above 1: ours is that many times faster or cheaper."""

    name: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Figures:
    figures: dict[str, Figure]
    peers: tuple[Peer, ...] = ()

    def document(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {"figures": self.figures, "peers": [asdict(peer) for peer in self.peers]}
