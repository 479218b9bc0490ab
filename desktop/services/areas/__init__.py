"""Colonias, sectors and cuadrantes with the figures they carry, and any indicator counted by them."""
