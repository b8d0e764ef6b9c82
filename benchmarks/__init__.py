"""What Socle measures of itself: see README.md."""
