"""Tests of the gate: what is new."""
