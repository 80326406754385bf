"""tldextract: a list of suffixes that does not come, and no file that keeps one."""

from __future__ import annotations

import tldextract
from tldextract.cache import DiskCache
from tldextract.tldextract import TLD_EXTRACTOR

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("tldextract.{TLDExtract,tldextract.TLDExtract}")
def extractor(trial: Trial) -> None:
    """The first use of an object."""
    made = trial.make(tldextract.TLDExtract, cache_dir=None, suffix_list_urls=[trial.url()])
    trial.begin()
    made("https://www.example.com")


@recipe("tldextract.{extract,tldextract.extract}")
def extract(trial: Trial) -> None:
    """The first use of the object behind the function."""
    TLD_EXTRACTOR.suffix_list_urls = (trial.url(),)
    TLD_EXTRACTOR._cache = DiskCache(None)
    trial.call(trial.function, "https://www.example.com")
