"""timeout-audit: every wait has a bound, and you can see where it is written."""
