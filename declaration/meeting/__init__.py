"""The steering meeting: what it decides and registers, and the one set of figures of its page, PDF and slides."""
