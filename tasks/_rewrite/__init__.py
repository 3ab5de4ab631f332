"""What belongs to the task `rewrite` alone."""
