"""What the city cannot know now: places that no live camera, fresh sensor, passing unit or recent photo tells of."""
