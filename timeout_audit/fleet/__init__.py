"""Audits of many repositories: a list of them, workers near or far, one report."""
