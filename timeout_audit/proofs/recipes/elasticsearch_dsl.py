"""elasticsearch-dsl: a server that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import recipe
from timeout_audit.proofs.recipes.helpers import elastic

shorten = elastic.shorten

recipe("elasticsearch_dsl.connections.*")(elastic.request)
recipe("elasticsearch_dsl.async_connections.*")(elastic.async_request)
