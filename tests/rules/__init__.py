"""Rules over waits made by hand; cases with real code are under ``fixtures/cases``."""
