"""One module per rule. A rule reads the linked project and reports.

It knows no syntax, no library and no other rule.
"""
