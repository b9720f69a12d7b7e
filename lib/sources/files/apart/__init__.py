"""A process of its own that reads what is brought to it, and may die of it; front door: `pool`."""
