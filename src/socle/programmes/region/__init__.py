"""The steering of a region: its monthly indicators, its certificates, what may be shown of them."""

from __future__ import annotations

from socle.programmes.region.access import Role
from socle.programmes.region.compute import Asked, Files, OperatorFile, compute
from socle.programmes.region.report import Report
from socle.programmes.region.visuals import Cell, Line, Visual

__all__ = ["Asked", "Cell", "Files", "Line", "OperatorFile", "Report", "Role", "Visual", "compute"]
