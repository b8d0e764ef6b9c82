"""`/region/`: what a region sees of its own figures, month by month: aggregates only."""
