"""The configuration: one frozen ``Config`` from pyproject.toml or timeout-audit.toml, or every fault in it at once."""
