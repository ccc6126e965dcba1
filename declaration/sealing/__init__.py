"""Encryption at rest: what members report and what is theirs alone lies sealed on every persistent disk."""
