"""Generated worlds: one record, one reader, one instant at a time, drawn by chance and judged twice."""
