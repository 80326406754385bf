"""The words that every report uses for layers, severities and states."""

from __future__ import annotations

from timeout_audit.model.finding import Severity
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State

LAYERS = {
    Layer.SERVER: msg("server"),
    Layer.DATABASE: msg("database"),
    Layer.CACHE: msg("cache"),
    Layer.BROKER: msg("broker"),
    Layer.HTTP: msg("http"),
    Layer.RESPONSE: msg("response"),
    Layer.RPC: msg("rpc"),
    Layer.CLOUD: msg("cloud"),
    Layer.MAIL: msg("mail"),
    Layer.SSH: msg("ssh"),
    Layer.PROCESS: msg("process"),
}

# Findings of no layer speak of the audit itself.
AUDIT = msg("the audit itself")

SEVERITIES = {
    Severity.ERROR: msg("error"),
    Severity.WARNING: msg("warning"),
    Severity.NOTE: msg("note"),
}

STATES = {
    State.EXPLICIT: msg("explicit"),
    State.DEFAULT: msg("default"),
    State.NONE: msg("none"),
    State.DISABLED: msg("disabled"),
    State.INEFFECTIVE: msg("ineffective"),
    State.UNKNOWN: msg("unknown"),
}
