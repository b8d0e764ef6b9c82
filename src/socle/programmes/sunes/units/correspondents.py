"""Correspondents with a professional MSSanté mailbox."""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, Table, Value

from socle.programmes.sunes.rules import mail
from socle.programmes.sunes.sources import Tables, entity, flag, small, text
from socle.programmes.sunes.units.asked import NOTHING, Asked
from socle.programmes.sunes.units.placing import attached
from socle.programmes.sunes.units.sent import in_time, score_of
from socle.rulebook.citation import applies


@applies("SUN-008")
def correspondent_units(tables: Tables, asked: Asked) -> Table:
    """Every correspondent with a professional MSSanté mailbox in each period, with the score `s` of what was sent."""
    told = tables.correspondents
    if told is None:
        raise ValueError("no file of correspondents was given")
    mailbox = text(told, "mailbox").fill_null("").strip().lower()
    told = told.select(ej=entity(told), correspondent=told.correspondent, mailbox=mailbox)
    equipped = told.filter(_professional(told.mailbox)).distinct()
    keys = ["ej", "mailbox"] if tables.files.mailboxes_are_told_apart else ["mailbox"]
    labels = ibis.array([one.label for one in asked.periods])
    units = equipped.mutate(period=labels.unnest())
    sent = _professional_messages(tables, asked)
    if sent is None:
        units = units.mutate(s=small(NOTHING))
    else:
        best = sent.group_by([*keys, "period"]).agg(best=sent.s.max())
        joined = units.left_join(best, [*keys, "period"])
        units = joined.mutate(s=joined.best.fill_null(NOTHING).cast("int8")).select(*units.columns, "s")
    grouped = units.group_by(["ej", "correspondent", "period"]).agg(s=units.s.max())
    no_day = ibis.null().cast("date")
    return grouped.mutate(unit=grouped.correspondent, day=no_day, surgery=small(NOTHING), out=small(NOTHING))


def _professional(mailbox: Value) -> BooleanValue:
    domain = mailbox.endswith(f"@{mail.PROFESSIONAL}") | (
        mailbox.contains("@") & mailbox.endswith(f".{mail.PROFESSIONAL}")
    )
    return domain & ~mailbox.endswith(f"@{mail.CITIZEN}")


def _professional_messages(tables: Tables, asked: Asked) -> Table | None:
    if tables.messages is None or "sent" not in tables.messages.columns:
        return None
    lines = in_time(tables.messages, asked)
    refused = text(lines, "status").fill_null("") == "rejected"
    written = text(lines, "format").fill_null("").upper()
    right = written.contains("CDA") | written.isin(["N1", "N2", "N3"])
    score = score_of(refused, flag(lines, "ins_qualified"), right)
    mailbox = lines.recipient.strip().lower()
    told = lines.select(ej=entity(lines), mailbox=mailbox, day=lines.sent.cast("date"), s=score)
    return attached(told.filter(_professional(told.mailbox)), asked)
