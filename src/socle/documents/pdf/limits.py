"""How much a PDF may ask of whoever reads it."""

from __future__ import annotations

#: Bytes of the file, and pages. A document of the record is of a few megabytes (spec/dmp.md).
MOST_BYTES = 20 * 2**20
MOST_PAGES = 200
#: Bytes of a stream that is read once decompressed.
MOST_STREAM = 32 * 2**20
#: Bytes of all the drawing instructions of a file, and their words (`reading.words`), each an object once read: some
#: 210 bytes and a microsecond. A dense page of text has three to four thousand.
MOST_DRAWING = 16 * 2**20
MOST_WORDS = 600_000
#: Objects of a file, and how deep forms, dictionaries and page trees may be nested.
MOST_OBJECTS = 200_000
DEEPEST = 40
#: Dots of a picture of a page (A4 at 300 dots an inch has nine million), and that dots an inch.
MOST_DOTS = 40_000_000
DPI = 300
#: Dots of the picture in which codes are searched for, of the first page (A3) and of each other (A4).
SEARCHED_DOTS, SEARCHED_DOTS_LATER = 18_000_000, 9_000_000
#: Pages on which codes are searched for: a cartouche stands on the first at least (spec/identity.md c).
SCANNED_PAGES = 5
#: Characters of text kept.
MOST_TEXT = 2_000_000
#: Seconds and bytes of memory of the process that reads one file.
SECONDS = 60
MEMORY = 1536 * 2**20
