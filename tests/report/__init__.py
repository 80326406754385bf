"""What the user sees of an audit."""
