"""Kubernetes manifests and the templates of Helm charts."""

from __future__ import annotations


def claims(path: str) -> bool:
    """Whether the file may be a manifest; a look inside decides."""
    return path.endswith((".yaml", ".yml", ".yaml.gotmpl", ".yaml.tpl"))
