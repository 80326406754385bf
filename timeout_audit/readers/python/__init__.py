"""Python: sieve over bytes, slices by extent, libcst for what is left. The only place that imports libcst."""
