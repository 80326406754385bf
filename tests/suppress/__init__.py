"""Tests of suppressions."""
