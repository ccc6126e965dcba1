"""Who is signed in, which room that opens, and a member's own file. The rule stands in `rules`, and nowhere else."""
