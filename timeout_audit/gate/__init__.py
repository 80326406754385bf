"""What is new: findings compared with a baseline, or with an audit of what the files were before."""
