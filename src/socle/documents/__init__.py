"""Clinical documents: reading CDA R2, deriving their metadata, judging and showing them."""

from socle.documents import cda, metadata
from socle.documents.cda import CdaDocument
from socle.documents.compare import compare, compare_bytes
from socle.documents.header import check_header
from socle.documents.metadata import derive
from socle.documents.services import Checked, check
from socle.documents.show import Readable, show

__all__ = [
    "CdaDocument",
    "Checked",
    "Readable",
    "cda",
    "check",
    "check_header",
    "compare",
    "compare_bytes",
    "derive",
    "metadata",
    "show",
]
