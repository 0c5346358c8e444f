"""What builds cost, measured against other generators on the same content (docs/performance.md)."""
