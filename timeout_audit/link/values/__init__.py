"""What an expression is: names, receivers and values, followed through the project's files."""
