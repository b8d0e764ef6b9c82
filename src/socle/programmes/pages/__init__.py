"""`/structure/` and `/region/`: files are read and forgotten; answers pass for an hour, sealed."""
