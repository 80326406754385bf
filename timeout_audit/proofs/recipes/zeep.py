"""zeep: a service that does not answer, and a description that does not come."""

from __future__ import annotations

from pathlib import Path

import zeep

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

_WSDL = """<?xml version="1.0"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:proof" targetNamespace="urn:proof">
  <message name="Ask"><part name="question" type="xsd:string"/></message>
  <message name="Answer"><part name="answer" type="xsd:string"/></message>
  <portType name="Port">
    <operation name="ask"><input message="p:Ask"/><output message="p:Answer"/></operation>
  </portType>
  <binding name="Binding" type="p:Port">
    <soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="ask">
      <soap:operation soapAction="ask"/>
      <input><soap:body use="literal" namespace="urn:proof"/></input>
      <output><soap:body use="literal" namespace="urn:proof"/></output>
    </operation>
  </binding>
  <service name="Service"><port name="Port" binding="p:Binding"><soap:address location="{url}"/></port></service>
</definitions>
"""


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for a description."""
    return (float(replace_default(zeep.Transport.__init__, "timeout", seconds)),)


def _description(trial: Trial) -> str:
    path = Path(f"proof-{id(trial)}.wsdl")
    path.write_text(_WSDL.format(url=trial.url()), "utf-8")
    return str(path)


@recipe("zeep.{Client,CachingClient}")
def client(trial: Trial) -> None:
    """One operation."""
    made = trial.make(zeep.Client, _description(trial))
    trial.begin()
    made.service.ask("?")


@recipe("zeep.Transport")
def transport(trial: Trial) -> None:
    """A transport's limits on operations and on the description."""
    made = trial.make(zeep.Transport)
    trial.begin()
    if trial.parameter == "timeout":
        zeep.Client(trial.url(), transport=made)
    description = zeep.Client(_description(trial), transport=made)
    trial.begin()
    description.service.ask("?")
