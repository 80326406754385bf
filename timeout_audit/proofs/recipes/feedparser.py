"""feedparser against a server that accepts and says nothing."""

from __future__ import annotations

import feedparser

from timeout_audit.proofs.recipe import Trial, recipe

SAMPLES = {"url_file_stream_or_string": "<rss version='2.0'><channel><title>t</title></channel></rss>"}


@recipe("feedparser.{parse,api.parse}")
def parse(trial: Trial) -> None:
    """A feed by its address."""
    trial.call(feedparser.parse, url_file_stream_or_string=trial.url())
