"""Runs of generated inputs."""

from __future__ import annotations

from collections.abc import Callable


def run(one: Callable[[int], int], seeds: range) -> int:
    """How many of the inputs could be checked; what fails names its seed."""
    done = 0
    for seed in seeds:
        try:
            done += one(seed)
        except BaseException as error:
            error.args = (f"seed {seed}: {error}",)
            raise
    return done
