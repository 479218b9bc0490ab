"""The node's rounds that keep the past quick to reach: key frames, and who passed which cell of the ground."""

from desktop.services.pivot.digest import Digest
from desktop.services.replay.frames import KeyFrames
from desktop.services.rounds import Rounds
from desktop.storage.store import Store

TAPE_S, FIELD_S, DIGEST_S = 2.0, 60.0, 10.0


class KeyRounds:
    def __init__(self, store: Store) -> None:
        self._frames, self._digest = KeyFrames(store), Digest(store)

    def join(self, rounds: Rounds) -> None:
        rounds.add("key frames of the tape", TAPE_S, self._frames.keep_tape)
        rounds.add("key frames of the field", FIELD_S, self._frames.keep_field)
        rounds.add("passes of sightings", DIGEST_S, self._digest.sightings)
        rounds.add("passes of units", DIGEST_S, self._digest.units)
