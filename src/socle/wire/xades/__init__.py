"""The XAdES signature document of a submission set: write it (`build`), judge it (`verify`)."""

from socle.wire.xades.document import build, digest_ahead
from socle.wire.xades.judge import verify

__all__ = ["build", "digest_ahead", "verify"]
