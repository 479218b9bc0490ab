"""What leaves the building as a map: of an incident, of a view, or an atlas of many.

`subject` is what is wanted, `dossier` its data and `gathering` how it is read, `template` what each reader may have
of it, `reading` the snapshot as an order to draw and a content to sign, `features` the data as GeoJSON, `exports` the
use case that permits, writes, signs and journals. Pages are drawn by `tools`; signing is `desktop.services.evidence`.
"""
