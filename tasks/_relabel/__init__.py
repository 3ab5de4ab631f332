"""What belongs to the task `relabel` alone."""
