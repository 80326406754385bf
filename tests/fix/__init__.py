"""Fixes: the laws that hold for all of them, and each of their kinds."""
