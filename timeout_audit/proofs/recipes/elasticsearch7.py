"""elasticsearch7: a server that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import recipe
from timeout_audit.proofs.recipes.helpers import elastic

recipe("elasticsearch7.Elasticsearch")(elastic.request)
recipe("elasticsearch7.AsyncElasticsearch")(elastic.async_request)
