"""Worked solutions of problems with programs: told in the words of their stories, read back sentence by sentence."""
