"""What the RPPS+ portal can answer."""

from socle.directory.enrolment.verdicts import files, managers, people

__all__ = ["files", "managers", "people"]
