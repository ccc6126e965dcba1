"""What members send in: the template they fill, how a report is read and checked, and where it is kept."""
