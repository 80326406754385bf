"""Lock files, requirements and pyproject.toml: which versions of its dependencies the audited project allows."""
