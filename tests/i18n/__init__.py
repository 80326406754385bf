"""The languages the tool speaks."""
