"""One module per command, each with a ``COMMAND``. A module is loaded when its command is asked for."""
