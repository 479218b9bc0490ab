"""The plugin's windows. Each is opened beside the map and never waited for."""
