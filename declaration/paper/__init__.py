"""Documents on paper: a template and its figures become a tagged PDF, with the repository's own fonts alone."""

from declaration.paper.printing import pdf

__all__ = ["pdf"]
