"""SONS: the money for software, paid to its editor. Orders checked, tranche and amount, timeline, calendar.

`checking.check` (a file of orders), `amounting.*` (a managing body's tranche), `rules.timeline.timeline` (one order's
life), `rules.calendar.steps` (the dates in force on a day).
"""
