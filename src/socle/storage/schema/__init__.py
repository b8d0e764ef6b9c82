"""How tables are laid and changed while Socle serves: phases, operations for migrations, their lint.

A room's migration imports its operations from `socle.storage.schema.operations`. docs/migrations.md tells the rules.
"""

from socle.storage.schema.phases import Phase, level, phase_of

__all__ = ["Phase", "level", "phase_of"]
