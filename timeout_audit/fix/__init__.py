"""Fixes: from the remedies of findings to edits of text, checked by a second audit before anything is written."""
