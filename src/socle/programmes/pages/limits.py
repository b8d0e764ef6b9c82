"""What these pages bear, so that nobody fills the machine with files or keeps it computing."""

from __future__ import annotations

#: Bytes of all files of one request; the door takes a little more than 100 MB (`config/requests.py`).
MOST_BYTES = 100_000_000
#: Files of one request: twelve operator files and what goes with them.
MOST_FILES = 20
#: Computations at once on one Socle, and the seconds that one may take.
AT_ONCE, SECONDS = 2, 300
#: Memory of one computation (its whole process, what it only maps included), and of the engine in it.
ADDRESSES, ENGINE = 8_000_000_000, "1GB"
#: Memory that one computation may write in (libraries take 1.4 GB at once, and use little of it), and bytes of a file.
MEMORY, WRITTEN = 5_000_000_000, 4_000_000_000
#: Bytes of what an answer says: each of its pages reads it whole, in the process of the door.
ANSWER = 32_000_000
#: Seconds an answer is kept, and bytes that all answers together may take; the oldest leave first.
KEPT, SHELF = 3600.0, 200_000_000
#: Seconds that a sending waits for its answer, before it is shown that the computation goes on.
PATIENCE = 4.0
#: Stays, certificates and refused lines on one page.
PAGE = 25
