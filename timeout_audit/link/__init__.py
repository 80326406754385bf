"""Facts and catalogue to a project: names to calls, values to bounds, launches to services."""
