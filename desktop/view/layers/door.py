"""The door from the action table to the layers; the room behind it is there once the store's parts are."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.view.layers.room import LayerRoom


class LayerDoor:
    """What `Console` asks of the window and the layers do."""

    layers: LayerRoom | None = None

    def show_layers(self) -> None:
        if self.layers is not None:
            self.layers.show_panel()

    def layer_act(self, act: str) -> None:
        if self.layers is not None:
            self.layers.do(act)

    def undo_layers(self) -> bool:
        """Whether what was done last was done to layers: it is taken back."""
        return self.layers is not None and self.layers.undo_if_last()

    def layer_regions(self) -> Sequence[QWidget]:
        return () if self.layers is None else self.layers.regions()

    def dress_layers(self) -> None:
        if self.layers is not None:
            self.layers.dress()

    def close_layers(self) -> bool:
        return self.layers is not None and self.layers.close_slid()
