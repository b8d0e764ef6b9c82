"""Everything the SONS checks can answer, by what they look at."""

from __future__ import annotations

from socle.programmes.sons.verdicts import amounts, dates, eligibility, lifecycle, perimeter, scale, wording

__all__ = ["amounts", "dates", "eligibility", "lifecycle", "perimeter", "scale", "wording"]
