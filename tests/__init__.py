"""The tests, by layer; ``tests/benchmarks`` measures."""
