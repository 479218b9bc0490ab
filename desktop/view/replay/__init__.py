"""The past on the screen: the slider, its keys, and the marks that say that this is not now."""
