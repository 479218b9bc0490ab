"""Which decoder reads which topic: one table."""

from collections.abc import Callable

from desktop.sources.payloads import chirpstack, owntracks, ttn
from desktop.sources.payloads.uplink import LARGEST_PAYLOAD_BYTES, UnreadableError, Uplink

Decoder = Callable[[str, bytes], Uplink]

DECODERS: dict[str, Decoder] = {
    "application": chirpstack.decode,
    "v3": ttn.decode,
    "owntracks": owntracks.decode,
}
"""By the first level of the topic."""

TOPICS = (*chirpstack.TOPICS, *ttn.TOPICS, *owntracks.TOPICS)
"""What the node subscribes to."""


def decode(topic: str, payload: bytes) -> Uplink:
    """Read one message; raises UnreadableError and nothing else."""
    decoder = DECODERS.get(topic.partition("/")[0])
    if decoder is None:
        raise UnreadableError("unknown_topic", ascii(topic[:100]))
    if len(payload) > LARGEST_PAYLOAD_BYTES:
        raise UnreadableError("too_large", f"{len(payload)} bytes, at most {LARGEST_PAYLOAD_BYTES} are read")
    return decoder(topic, payload)
