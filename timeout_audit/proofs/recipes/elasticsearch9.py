"""elasticsearch9: a server that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import recipe
from timeout_audit.proofs.recipes.helpers import elastic

shorten = elastic.shorten

recipe("elasticsearch9.Elasticsearch", "elasticsearch9.dsl.connections.*")(elastic.request)
recipe("elasticsearch9.AsyncElasticsearch", "elasticsearch9.dsl.async_connections.*")(elastic.async_request)
