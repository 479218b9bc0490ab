"""What lets somebody elsewhere trust a file: hashes in a manifest, a signature over it, and checkpoints of the journal.

`key` is the installation's key, `signature` what lies beside a manifest, `manifest` the bytes that are signed,
`audit` the check of a file or folder without the store, `checkpoint` and `anchoring` the signed head of the journal in
the data folder. Nothing here knows of pages, maps or video: whatever leaves the building is signed here.
"""
