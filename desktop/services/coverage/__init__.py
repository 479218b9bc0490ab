"""What the cameras of the city see of its ground, who sees a point best, and which streets and parks nobody sees."""
