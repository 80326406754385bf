"""One module per output format, found by listing this folder.

A module's name is the format's name, its docstring's first line the format's description; its function ``render`` makes
the whole output from an audit. Whatever comes from the audited repository is escaped here for the format's reader.
"""
