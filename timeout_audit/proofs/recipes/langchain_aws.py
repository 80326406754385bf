"""langchain-aws: an endpoint that says nothing, tried once."""

from __future__ import annotations

from typing import Any

import anthropic
from langchain_aws.llms.sagemaker_endpoint import LLMContentHandler

from timeout_audit.proofs import aws
from timeout_audit.proofs.recipe import Trial, recipe

UNPROVABLE = {
    r"Bedrock\(.*timeout=(0|-1)\)$": "it leaves the 600 s of anthropic, which are neither a limit of its own nor none",
}

aws.ask_once()


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of botocore, and that of anthropic where it counts."""
    anthropics = anthropic._constants.DEFAULT_TIMEOUT
    for module in (anthropic._constants, anthropic._base_client):
        module.DEFAULT_TIMEOUT = type(anthropics)(timeout=seconds)
    return aws.shorten_reading(seconds), float(anthropics.read)


class _Words(LLMContentHandler):
    """What a model on SageMaker is sent, and what it answers."""

    def transform_input(self, prompt: str, _options: dict[str, Any]) -> bytes:
        """The question."""
        return prompt.encode()

    def transform_output(self, output: Any) -> str:
        """The answer."""
        return str(output)


@recipe("langchain_aws.{ChatBedrock,ChatBedrockConverse,BedrockLLM}")
def model(trial: Trial) -> None:
    """One question."""
    made: Any = trial.make(trial.function, model="amazon.titan-text-express-v1", endpoint_url=trial.url(path=""))
    trial.begin()
    made.invoke("?")


@recipe("langchain_aws.BedrockEmbeddings")
def embeddings(trial: Trial) -> None:
    """One text."""
    made: Any = trial.make(trial.function, endpoint_url=trial.url(path=""))
    trial.begin()
    made.embed_query("?")


@recipe("langchain_aws.SagemakerEndpoint")
def endpoint(trial: Trial) -> None:
    """One question to a model of one's own."""
    made: Any = trial.make(
        trial.function, endpoint_name="models", content_handler=_Words(), endpoint_url=trial.url(path="")
    )
    trial.begin()
    made.invoke("?")


@recipe("langchain_aws.{ChatAnthropicBedrock,ChatAnthropicMantle}")
def claude(trial: Trial) -> None:
    """One question to a model of Anthropic."""
    made: Any = trial.make(
        trial.function, model="model", base_url=trial.url(path=""), region_name="eu-west-1", max_retries=0
    )
    for name in ("_client", "_async_client"):
        made.__dict__[name] = getattr(made, name).with_options(base_url=trial.url(path=""))
    trial.begin()
    made.invoke("?")
