"""Many clients in one record at once, held against a model that does one thing after another."""
