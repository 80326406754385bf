"""elasticsearch: a server that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import recipe
from timeout_audit.proofs.recipes.helpers import elastic

UNPROVABLE = {r"\(timeout=": "it needs a version before 9"}

shorten = elastic.shorten

recipe("elasticsearch.Elasticsearch", "elasticsearch.dsl.connections.*")(elastic.request)
recipe("elasticsearch.AsyncElasticsearch", "elasticsearch.dsl.async_connections.*")(elastic.async_request)
