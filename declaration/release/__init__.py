"""Builds, lists and opens releases: the immutable files that people read."""
