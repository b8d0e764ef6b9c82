"""The INSi teleservice: its SOAP messages, its door, and what it answers on demand. Words and use: README.md beside."""
