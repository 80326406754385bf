"""From an audit to what people and programs read: one module per format under ``formats``, and what they share."""
