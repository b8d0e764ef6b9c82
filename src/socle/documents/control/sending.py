"""All that one request sends, examined: each file, and after an archive each document in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from socle.documents.control import uploads
from socle.documents.control.archives import Opened, open_archive
from socle.documents.control.examining import Examined, examine, examine_archive
from socle.documents.control.kinds import Kind, kind_of
from socle.documents.control.uploads import Refused
from socle.documents.control.verdicts import TOO_LARGE

#: Letters of the path of a document in an archive that a report repeats.
_LONGEST_PATH = 300


def examine_all(files: Sequence[tuple[str, bytes]], *, at: datetime, profile: str) -> list[Examined]:
    """What is known of each file, in their order; of an archive its own verdicts, then each document named by its path.

    What archives bring in is bounded as if it had come file by file. Raises `Refused` for more documents than that.
    """
    return [
        examine_archive(name, what) if isinstance(what, Opened) else examine(name, what, at=at, profile=profile)
        for name, what in _unpacked(files)
    ]


def _unpacked(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes | Opened]]:
    found: list[tuple[str, bytes | Opened]] = []
    left = uploads.ALTOGETHER
    for name, data in files:
        if kind_of(data) is not Kind.ARCHIVE:
            found.append((name, data))
            continue
        opened = open_archive(data, unpacked=left)
        left = max(0, left - opened.size)
        found.append((name, opened))
        paths = ((uploads.as_shown(f"{name}/{path}", _LONGEST_PATH), content) for path, content in opened.documents)
        found.extend(paths)
        documents = sum(not isinstance(what, Opened) for _, what in found)
        if documents > uploads.MOST_FILES:
            limit = f"{uploads.MOST_FILES} documents"
            raise Refused(TOO_LARGE.at(expected=limit, found=f"{documents} documents"))
    return found
