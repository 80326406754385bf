"""Proofs of the catalogue: servers that stall, one recipe per library, and the runner that confronts them."""
