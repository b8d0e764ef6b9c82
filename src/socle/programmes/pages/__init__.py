"""`/structure/` and `/region/`: files in, answers out. Files are read and forgotten; answers pass for an hour, sealed."""
