"""The HTTP clients that an SDK makes for itself, and that its users may make too."""

from __future__ import annotations

from timeout_audit.proofs.recipe import Trial, UnprovableError


def request(trial: Trial) -> None:
    """One request of such a client."""
    made = trial.make(trial.function)
    trial.begin()
    made.get(trial.url())


def async_request(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        try:
            made = trial.make(trial.function)
        except RuntimeError as error:
            raise UnprovableError(f"it is not installed: {error}") from error
        trial.begin()
        await made.get(trial.url())

    trial.run(work())
