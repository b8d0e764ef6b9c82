"""Building CDA R2 documents from data: level 1 around a file, level 3 for laboratory reports."""

from socle.documents.building.kinds import KINDS, example
from socle.documents.building.model import Spec
from socle.documents.building.pressing import press
from socle.documents.building.reading import from_mapping, read
from socle.documents.building.services import Built, build, images

__all__ = ["KINDS", "Built", "Spec", "build", "example", "from_mapping", "images", "press", "read"]
