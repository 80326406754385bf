"""Bytes to facts, one reader per kind of file. A reader knows syntax, and nothing of what a library does."""
