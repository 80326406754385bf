"""azure-storage-blob: an endpoint that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import recipe
from timeout_audit.proofs.recipes.helpers.azure_storage import async_request, request

recipe("azure.storage.blob.aio.*")(async_request)
recipe("azure.storage.blob.*")(request)
