"""Two problems made into one (MathFusion, arXiv:2503.16212), with the program that answers it."""
