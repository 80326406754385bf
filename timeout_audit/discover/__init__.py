"""Which files are audited: the repository around the given paths, its ignored files, and the sets left out."""
