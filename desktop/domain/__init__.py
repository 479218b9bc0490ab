"""The city's words as frozen values, with the steps each may take. No input or output, no Qt, no SQL."""
