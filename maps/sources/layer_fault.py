"""Why a layer is not shown, as one exception of all readers: a code for words, a detail for the log."""


class LayerFaultError(ValueError):
    """`code` is one of those named in maps.layer_facts.LayerNews."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def one_line(error: BaseException) -> str:
    """What a library said, without its line breaks, and short."""
    return " ".join(str(error).split())[:200]
