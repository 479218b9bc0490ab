"""The attribute table: rows of a layer or of live assets, a page at a time, however many there are."""
