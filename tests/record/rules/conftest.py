"""The worked discharge letter, for every test of this folder."""

from tests.record.rules.letters import letter

__all__ = ["letter"]
