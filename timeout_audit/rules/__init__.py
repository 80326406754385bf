"""One module per rule. A rule reads the linked project and reports; it knows no syntax, no library and no other rule."""
