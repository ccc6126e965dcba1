"""The world's files become typed rows: official statistics, registers, geography."""
