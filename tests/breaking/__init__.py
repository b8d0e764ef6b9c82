"""Each rule broken on purpose, to see that a test marked with it falls. By hand: `python -m tests.breaking`."""
