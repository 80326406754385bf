"""kombu: a broker that falls silent after its opening, one that says nothing, and one that refuses.

The option socket_timeout is the one of the Redis transport, read_timeout that of AMQP.
"""

from __future__ import annotations

import kombu

from timeout_audit.proofs.recipe import Trial, recipe

TRIES = {"'socket_timeout'": 4}


@recipe("kombu.Connection")
def connection(trial: Trial) -> None:
    """A queue declared on a silent broker, or a connection that does not come about."""
    if trial.parameter == "connect_timeout":
        made = trial.make(kombu.Connection, trial.url("silent", "amqp", "//"))
        trial.begin()
        made.transport.establish_connection()
    else:
        transport = trial.driver or "amqp"
        made = trial.make(kombu.Connection, trial.url(transport, transport, "//"))
        channel = made.channel()
        trial.begin()
        kombu.Queue("name", channel=channel).declare()


@recipe("kombu.Connection.{ensure_connection,ensure}")
def ensure(trial: Trial) -> None:
    """Trying again and again to reach a broker that refuses."""
    made = kombu.Connection(trial.url("closed", "amqp", "//"))
    if trial.method == "ensure":
        trial.call(made.ensure, made, made.connect)()
    else:
        trial.call(made.ensure_connection)


@recipe("kombu.simple.SimpleQueue.get")
def simple_queue(trial: Trial) -> None:
    """Waiting for a message that does not come."""
    trial.call(kombu.Connection("memory://").SimpleQueue("name").get)
