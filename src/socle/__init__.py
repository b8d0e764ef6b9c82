"""Socle: the French digital-health core services as one program anyone can run."""

__version__ = "0.1.0"
