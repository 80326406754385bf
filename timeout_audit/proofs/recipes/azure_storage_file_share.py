"""azure-storage-file-share: an endpoint that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import recipe
from timeout_audit.proofs.recipes.helpers.azure_storage import async_request, request

UNPROVABLE = {r"from_(directory|file)_url": "it asks by HTTPS, whatever its URL says"}

recipe("azure.storage.fileshare.aio.*")(async_request)
recipe("azure.storage.fileshare.*")(request)
