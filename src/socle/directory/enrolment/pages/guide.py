"""What to know of RPPS+ before registering anybody: for managers, and for the council of those who live there (CVS)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from socle.directory.enrolment.pages.frame import show
from socle.rulebook import shows


@shows("RPPS-001", "RPPS-002", "RPPS-004", "RPPS-009", "RPPS-011", "RPPS-012", "RPPS-013", "RPPS-016", "RPPS-017")
@shows("RPPS-018", "RPPS-019", "RPPS-020", "RPPS-021", "RPPS-022")
def guide(request: HttpRequest) -> HttpResponse:
    """Whom RPPS+ is for, what it opens, what it does not, and the text that informs the CVS."""
    return show(request, "guide.html", None, {})
