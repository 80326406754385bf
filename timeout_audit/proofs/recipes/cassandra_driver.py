"""cassandra-driver: a node that says nothing."""

from __future__ import annotations

from cassandra.cluster import Cluster

from timeout_audit.proofs.recipe import HOST, Trial, recipe

UNPROVABLE = {"Session": "it needs the session of a real node"}


@recipe("cassandra.cluster.Cluster")
def cluster(trial: Trial) -> None:
    """Connecting."""
    made = trial.make(Cluster, [HOST], port=trial.port("silent"))
    trial.begin()
    made.connect()
