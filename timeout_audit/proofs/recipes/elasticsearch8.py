"""elasticsearch8: a server that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import recipe
from timeout_audit.proofs.recipes.helpers import elastic

shorten = elastic.shorten

recipe("elasticsearch8.Elasticsearch", "elasticsearch8.dsl.connections.*")(elastic.request)
recipe("elasticsearch8.AsyncElasticsearch", "elasticsearch8.dsl.async_connections.*")(elastic.async_request)
