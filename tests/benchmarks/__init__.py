"""What an audit costs, beside the costs of its peers. Nothing here is a test."""
