"""What trainers and libraries of environments call; each module is loaded by whoever needs it."""
