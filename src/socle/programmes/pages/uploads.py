"""Files that a request brings, written one by one into the folder of their computation and nowhere else, bounded."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from socle.programmes.pages.limits import MOST_BYTES, MOST_FILES
from socle.programmes.pages.verdicts import TOO_LARGE, UNREADABLE_CALL
from socle.rulebook import Finding
from socle.web.words import size

#: Letters of a name: a folder holds 255 octets.
_LONGEST_NAME = 60


class Refused(Exception):  # noqa: N818 - a refusal, not an error of the program
    """Why nothing of a request is computed."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.verdict.id)
        self.finding = finding


class Received(UploadedFile):  # type: ignore[type-arg] # generic for its stubs alone
    """A file that stands in the folder of its computation, `path`."""

    def __init__(self, path: Path, **told: Any) -> None:
        super().__init__(**told)
        self.path = path


class IntoFolder(FileUploadHandler):
    """Writes each file into a folder. `cut`: the files were more than may be, and the rest was not read."""

    def __init__(self, request: HttpRequest, folder: Path) -> None:
        super().__init__(request)
        self._folder = folder
        self._count = self._all = 0
        self._path = folder
        self._file: IO[bytes] | None = None
        self.cut = False

    def new_file(self, *arguments: Any, **named: Any) -> None:
        super().new_file(*arguments, **named)
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        self._path = folder / _name(self.file_name)
        self._file = self._path.open("xb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django calls it so
        self._all += len(raw_data)
        if self._all > MOST_BYTES:
            self.cut = True
            self._close()
            raise StopUpload(connection_reset=True)
        assert self._file is not None  # noqa: S101 - a file begins before its first bytes
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> Received:
        self._close()
        return Received(self._path, name=_name(self.file_name), content_type=self.content_type, size=file_size)

    def upload_interrupted(self) -> None:
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def receive_into(request: HttpRequest, folder: Path) -> None:
    """To be called before anything of the request is read. Raises `Refused` for what is announced too large."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > MOST_BYTES:
        raise Refused(_too_large(size(int(announced))))
    request.upload_handlers = [IntoFolder(request, folder)]


def read(request: HttpRequest) -> None:
    """Have the whole form read, its files into their folder. Raises `Refused` when it cannot be."""
    try:
        _, sent = request.POST, request.FILES
    except TooManyFilesSent as error:
        raise Refused(_too_large("davantage de fichiers")) from error
    except (RequestDataTooBig, UnreadablePostError) as error:
        raise Refused(_too_large("davantage")) from error
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise Refused(UNREADABLE_CALL.at(found="un formulaire mal formé")) from error
    if any(handler.cut for handler in request.upload_handlers if isinstance(handler, IntoFolder)):
        raise Refused(_too_large("davantage"))
    count = sum(len(sent.getlist(name)) for name in sent)
    if count > MOST_FILES:
        raise Refused(_too_large(f"{count} fichiers"))


def _too_large(found: str) -> Finding:
    return TOO_LARGE.at(expected=f"{size(MOST_BYTES)} et {MOST_FILES} fichiers", found=found)


def _name(written: object) -> str:
    """The name of a file as a folder may hold it and a page repeat it; its end tells its kind."""
    shown = "".join(letter if letter.isprintable() and letter not in "/\\" else "_" for letter in str(written))
    return shown.lstrip(".")[-_LONGEST_NAME:].strip() or "sans nom"
