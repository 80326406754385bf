"""Edits of the files that start a service, as text: comments and layout stay as they are."""
