"""How things look: the console's own shapes, colours and widths, as QGIS draws them."""
