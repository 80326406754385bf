"""Edits of Python files. The only place beside the Python reader that imports libcst."""
