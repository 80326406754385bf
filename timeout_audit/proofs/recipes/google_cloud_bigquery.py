"""google-cloud-bigquery: an endpoint that says nothing, without the client's own retries."""

from __future__ import annotations

from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

_ARGUMENTS = {
    "list_datasets": (),
    "list_tables": ("project.dataset",),
    "query": ("select 1",),
    "get_job": ("job",),
    "get_table": ("project.dataset.table",),
    "delete_table": ("project.dataset.table",),
    "create_table": ("project.dataset.table",),
}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the one default that there is."""
    return (float(replace_default(bigquery.Client.get_job, "timeout", seconds)),)


@recipe("google.cloud.bigquery.Client.*")
def client(trial: Trial) -> None:
    """One request; the lists are asked when they are read."""
    options = {"api_endpoint": trial.url(path="")}
    made = bigquery.Client("project", credentials=AnonymousCredentials(), client_options=options)
    once = {"retry": None, **({"job_retry": None} if trial.method == "query" else {})}
    arguments = _ARGUMENTS.get(trial.method, ("project.dataset",))
    answer = trial.call(getattr(made, trial.method), *arguments, **once)
    if trial.method.startswith("list"):
        trial.begin()
        list(answer)
