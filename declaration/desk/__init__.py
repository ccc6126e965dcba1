"""The desk where members hand in: checked in memory, sealed to the data holder's key, and only then written."""
