"""Problems that carry their program: what computes, reads, changes and tells them."""
