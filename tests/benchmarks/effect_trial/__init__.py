"""The parts of effect.py: sets of rows, their words as numbers, a tiny model, its training, and what it then does."""
