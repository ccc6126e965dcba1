"""Exchange with others: a supplier's iLEAP data in, a member's own result and the accounted programme out."""
