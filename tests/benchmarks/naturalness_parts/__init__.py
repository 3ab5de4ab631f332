"""The parts of naturalness.py: sets of texts, what is wording in them, a small model that reads them, figures."""
