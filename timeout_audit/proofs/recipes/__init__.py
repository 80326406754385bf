"""One recipe per library, named like its catalogue file: how to make each call of that library against a server.

A recipe never states what a call does: that is the catalogue's claim, and the runner compares it with what happened.
Recipes and what they import from this package need the standard library and their own library alone, so that they run
in any environment.
"""
