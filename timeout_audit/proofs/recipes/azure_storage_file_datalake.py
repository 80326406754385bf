"""azure-storage-file-datalake: an endpoint that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import recipe
from timeout_audit.proofs.recipes.helpers.azure_storage import async_request, request

recipe("azure.storage.filedatalake.aio.*")(async_request)
recipe("azure.storage.filedatalake.*")(request)
