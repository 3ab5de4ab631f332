"""What the verifier of mathematics is audited with."""
