"""jira: a server that says nothing, tried once."""

from __future__ import annotations

import copy

import jira

from timeout_audit.proofs.recipe import Trial, recipe

_OPTIONS = copy.deepcopy(jira.JIRA.DEFAULT_OPTIONS)


@recipe("jira.{JIRA,client.JIRA}")
def client(trial: Trial) -> None:
    """One request; the constructor makes another unless it is told not to."""
    made = trial.make(jira.JIRA, trial.url(path=""), get_server_info=False, max_retries=0)
    trial.begin()
    made.myself()


@recipe("jira.{get_jira,config.get_jira}")
def configured(trial: Trial) -> None:
    """A client made from a file, or from arguments where there is none."""
    jira.JIRA.DEFAULT_OPTIONS = copy.deepcopy(_OPTIONS)  # get_jira writes into them, and spoils the next client
    trial.make(jira.get_jira, url=trial.url(path=""))
