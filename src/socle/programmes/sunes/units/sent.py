"""What was sent: the lines of the feeds and of the messages, and how near each came."""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, Table, Value

from socle.programmes.sunes import programme
from socle.programmes.sunes.rules import connectors, dates, mail
from socle.programmes.sunes.sources import Tables, entity, flag, small, text
from socle.programmes.sunes.units.asked import BY_STAY, GOOD, NOT_QUALIFIED, NOTHING, REJECTED, WRONG_LEVEL, Asked
from socle.rulebook.citation import applies


def in_time(table: Table, asked: Asked) -> Table:
    """Without what was sent after the declaration. Source: spec/programmes.md 1.4."""
    if asked.declared_on is None or "sent" not in table.columns:
        return table
    return table.filter(table.sent.isnull() | (table.sent.cast("date") <= asked.declared_on))


def live_feeds(feeds: Table, asked: Asked) -> Table:
    """The lines of documents that are still in the DMP, or were never accepted: deleted and replaced ones left out.

    A document is gone when any of its lines says so, or when one that was not rejected replaces it.
    """
    told = in_time(feeds, asked)
    status, replaces = text(told, "status"), text(told, "replaces")
    ended = told.filter(status.isin(["deleted", "replaced"])).select(gone=told.document)
    supersedes = (status.fill_null("") != "rejected") & replaces.notnull() & (replaces != told.document)
    replaced = told.filter(supersedes).select(gone=replaces)
    gone = ended.union(replaced, distinct=True)
    return told.anti_join(gone, told.document == gone.gone)


@applies("SUN-047", "SUN-060")
def feed_score(feeds: Table, level: str) -> Value:
    """How near one line came: accepted, with a qualified INS, at that level. What a file does not tell is not presumed.

    What a connector in DMP v1 fed counts until its last day, and as not received after it.
    """
    accepted = text(feeds, "status").fill_null("") == "accepted"
    if "connector" in feeds.columns and "sent" in feeds.columns:
        first = feeds.connector.fill_null("").strip().lower().re_search(connectors.FIRST)
        late = feeds.sent.notnull() & (feeds.sent.cast("date") > dates.first_connector_last_day())
        accepted &= ~(first & late)
    return score_of(~accepted, flag(feeds, "ins_qualified"), text(feeds, "level").fill_null("") == level)


def score_of(refused: BooleanValue, qualified: BooleanValue, right: BooleanValue) -> Value:
    steps = ((refused, small(REJECTED)), (~qualified, small(NOT_QUALIFIED)), (~right, small(WRONG_LEVEL)))
    return ibis.cases(*steps, else_=small(GOOD))


def _only(condition: BooleanValue, score: Value) -> Value:
    return ibis.ifelse(condition, score, small(NOTHING))


@applies("SUN-003", "SUN-004", "SUN-005")
def _stay_feeds(tables: Tables, asked: Asked) -> Table | None:
    """The feeds of each stay with the score of each line for each document of discharge."""
    if tables.feeds is None:
        return None
    wanted = {code: programme.indicators()[code] for code in ("DS1.1", "DS1.2", "DS1.3")}
    lines = live_feeds(tables.feeds, asked)
    lines = lines.filter(
        text(lines, "stay").notnull() & lines.type_code.isin([one.type_code for one in wanted.values()])
    )
    scores = {
        BY_STAY[code]: _only(lines.type_code == one.type_code, feed_score(lines, one.level))
        for code, one in wanted.items()
    }
    return lines.select(ej=entity(lines), stay=lines.stay, **scores, s42=small(NOTHING))


@applies("SUN-009")
def _stay_messages(tables: Tables, asked: Asked) -> Table | None:
    """The citizen messages of each stay: any message counts, with or without attachment."""
    if tables.messages is None:
        return None
    lines = in_time(tables.messages, asked)
    citizen = lines.recipient.strip().lower().endswith(f"@{mail.CITIZEN}")
    lines = lines.filter(text(lines, "stay").notnull() & citizen)
    qualified = flag(lines, "ins_qualified")
    if "sent" in lines.columns:
        early = lines.sent.notnull() & (lines.sent.cast("date") <= dates.UNQUALIFIED_TOLERATED_UNTIL)
        qualified |= early
    score = score_of(text(lines, "status").fill_null("") == "rejected", qualified, ibis.literal(True))
    nothing = dict.fromkeys(("s11", "s12", "s13"), small(NOTHING))
    return lines.select(ej=entity(lines), stay=lines.stay, **nothing, s42=score)


def stay_lines(tables: Tables, asked: Asked) -> Table | None:
    found = [one for one in (_stay_feeds(tables, asked), _stay_messages(tables, asked)) if one is not None]
    return ibis.union(*found) if len(found) > 1 else found[0] if found else None
