"""Tests of the discover."""
