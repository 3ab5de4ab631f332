"""Everyday scenarios, and the problems that are built from them."""
