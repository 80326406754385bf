"""neo4j: a server that says nothing."""

from __future__ import annotations

import neo4j

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("neo4j.GraphDatabase.driver")
def driver(trial: Trial) -> None:
    """A look at whether it is there."""
    made = trial.make(neo4j.GraphDatabase.driver, trial.url(scheme="bolt", path=""))
    trial.begin()
    made.verify_connectivity()


@recipe("neo4j.AsyncGraphDatabase.driver")
def async_driver(trial: Trial) -> None:
    """The same, asynchronously."""

    async def work() -> None:
        made = trial.make(neo4j.AsyncGraphDatabase.driver, trial.url(scheme="bolt", path=""))
        trial.begin()
        await made.verify_connectivity()

    trial.run(work())
