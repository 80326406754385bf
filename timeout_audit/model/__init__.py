"""The words of the project as frozen data, and nothing else. Everything else imports downward to here.

The types are msgspec structs: they are made five times faster than frozen dataclasses, start ten times faster, and
are their own JSON codec for the cache and the worker processes.
"""
