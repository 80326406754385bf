"""AWS: what its clients need to ask an endpoint of ours, once. Recipes alone import it."""

from __future__ import annotations

import os

import botocore.config
import botocore.endpoint


def ask_once() -> None:
    """Credentials of nobody in a region of Europe, no question about them, and no second try."""
    os.environ.update(
        AWS_MAX_ATTEMPTS="1",
        AWS_ACCESS_KEY_ID="a",
        AWS_SECRET_ACCESS_KEY="b",  # noqa: S106 - nobody's
        AWS_DEFAULT_REGION="eu-west-1",
        AWS_EC2_METADATA_DISABLED="true",
    )


def shorten_reading(seconds: float) -> float:
    """Make ``seconds`` botocore's default for an answer; returns its own, in seconds."""
    botocore.config.Config.OPTION_DEFAULTS["read_timeout"] = seconds
    return float(botocore.endpoint.DEFAULT_TIMEOUT)
