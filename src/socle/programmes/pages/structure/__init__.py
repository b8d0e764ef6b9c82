"""`/structure/`: where an establishment stands this month, from its own files."""
