"""timeout-audit: every wait has a bound, and you can see where it is written."""

__version__ = "0.1.0"
