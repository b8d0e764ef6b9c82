"""Decisions on requests for SONS funding: pure functions, facts in, `Decision` out, rules cited."""
