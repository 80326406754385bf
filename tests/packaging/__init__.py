"""Tests of what is shipped: wheel, hooks, recipes."""
