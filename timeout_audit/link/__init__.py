"""Facts and catalogue to a project: names to library calls, values to bounds, launches to services. No syntax here."""
