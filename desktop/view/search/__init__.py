"""The search of the top bar: the field and what hangs under it, and the asking of it behind."""
