"""What of an incident leaves the building.

`dossier` is its data, `template` what each reader may have of it, `canonical` the bytes that are hashed, `features` the
data as GeoJSON, `manifest` what lies beside every file, `exports` the use case that permits, writes and journals.
"""
