"""The printed page as the console has it.

`compose` makes a document of dossiers, `press` draws it in a child, `pane` shows it before it is written, `export` asks
for both.
"""
