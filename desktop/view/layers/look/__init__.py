"""How a layer looks: symbols, classes, labels, filter and source, tried out on the map before they are kept."""
