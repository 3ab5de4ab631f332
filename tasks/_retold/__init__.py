"""What retellings of proved traces are read by, for any task that compares them: cues, numbers, equations."""
