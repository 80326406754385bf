"""paho-mqtt: a broker that acknowledges nothing but the connection."""

from __future__ import annotations

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("paho.mqtt.client.MQTTMessageInfo.wait_for_publish")
def wait(trial: Trial) -> None:
    """An acknowledgement that does not come."""
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect(HOST, trial.port("mqtt"))
    client.loop_start()
    while not client.is_connected():
        pass
    trial.call(client.publish("topic", b"message", qos=1).wait_for_publish)


@recipe("paho.mqtt.publish.{single,multiple}", "paho.mqtt.subscribe.simple")
def helper(trial: Trial) -> None:
    """The helpers that do all in one call."""
    if trial.method == "multiple":
        trial.call(
            trial.function, [{"topic": "topic", "payload": "message", "qos": 1}], hostname=HOST, port=trial.port("mqtt")
        )
    else:
        trial.call(trial.function, "topic", qos=1, hostname=HOST, port=trial.port("mqtt"))
