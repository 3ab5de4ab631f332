"""Worked solutions of problems with programs: told in the words of their stories, and read back sentence by sentence."""
