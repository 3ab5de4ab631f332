"""From a task's definition and a file of passages to problems (Synthetic Data RL, arXiv:2505.17063)."""
