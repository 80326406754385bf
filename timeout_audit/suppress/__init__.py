"""What comments in the audited code silence."""
