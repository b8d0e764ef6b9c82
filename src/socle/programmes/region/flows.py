"""Messages as the operators' files tell them, counted by month, operator, structure and flow.

One set of Ibis expressions, the same on every engine. What a line says of people, its two mailboxes, never leaves the
engine: the sender's mailbox becomes a structure, the recipient's a flow. A mailbox that several structures have counts
for none of them and is told as such (ASSUMED: nothing says which of them wrote); their department is kept when they
share one.

Source: MSS-040 to MSS-042, MSS-045; spec/programmes.md 5.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from socle.programmes.finess import finess
from socle.programmes.region import access, domains, places, verdicts
from socle.programmes.region.masking import Sum, masked
from socle.rulebook import Decision, applies, rule

if TYPE_CHECKING:
    import ibis

#: What becomes of a message, by the side of its sender then of its recipient. Source: MSS-042; a patient's answer is
#: neither a professional's message nor one to a citizen, and is told apart (ASSUMED).
PROFESSIONAL: Final = "professional"
CITIZEN: Final = "citizen"
FROM_CITIZEN: Final = "from_citizen"
RECIPIENT_OUTSIDE: Final = "recipient_outside"
SENDER_OUTSIDE: Final = "sender_outside"
FLOWS: Final = (PROFESSIONAL, CITIZEN)
#: To which structure a mailbox belongs that no list knows, that several structures share, or whose structure is a
#: person's practice: those are told together, since each has a person's number (REG-024).
UNKNOWN, SHARED, PRACTICE = "", "*", "cabinet"


def flow_of(sender: domains.Side, recipient: domains.Side) -> str:
    """The flow of a message between two sides: what `_flow` says in the engine."""
    if sender is domains.Side.OUTSIDE:
        return SENDER_OUTSIDE
    if sender is domains.Side.CITIZEN:
        return FROM_CITIZEN
    return {domains.Side.CITIZEN: CITIZEN, domains.Side.PROFESSIONAL: PROFESSIONAL}.get(recipient, RECIPIENT_OUTSIDE)


@dataclass(frozen=True, slots=True, order=True)
class Sent:
    """How many messages of one month, operator, structure and flow, and their bytes."""

    month: str
    operator: str
    structure: str
    department: str
    flow: str
    messages: int
    bytes: int


@applies("MSS-041", "MSS-042")
def expression(sends: ibis.Table, mailboxes: ibis.Table | None) -> ibis.Table:
    """Messages and bytes by year, month, operator, structure, department and flow.

    `sends` has `sender`, `recipient`, `at`, `size` and `operator`; `mailboxes`, one row for each mailbox, `mailbox`,
    `structure` and `department` (see `attached`). As files are read: no cell begins or ends with a space. No mailbox
    comes out.
    """
    import ibis  # noqa: PLC0415 - an extra

    sender, recipient = sends.sender.lower(), sends.recipient.lower()
    told = sends.select(
        month=sends["at"].year() * 100 + sends["at"].month(),
        operator=sends.operator,
        sender=sender,
        flow=_flow(sender, recipient),
        size=sends.size.fill_null(0),
    )
    if mailboxes is None:
        held = told.mutate(structure=ibis.literal(UNKNOWN), department=ibis.literal(""))
    else:
        known = mailboxes.select(key=mailboxes.mailbox, structure="structure", department="department")
        joined = told.left_join(known, told.sender == known.key)
        held = joined.mutate(structure=joined.structure.fill_null(UNKNOWN), department=joined.department.fill_null(""))
    keys = ("month", "operator", "structure", "department", "flow")
    return held.group_by(list(keys)).aggregate(messages=held.count(), bytes=held["size"].sum())


def _flow(sender: Any, recipient: Any) -> Any:
    """`flow_of`, as an expression."""
    import ibis  # noqa: PLC0415

    return ibis.cases(
        (~_inside(sender), SENDER_OUTSIDE),
        (_citizen(sender), FROM_CITIZEN),
        (_citizen(recipient), CITIZEN),
        (_inside(recipient), PROFESSIONAL),
        else_=RECIPIENT_OUTSIDE,
    )


def _citizen(mailbox: Any) -> Any:
    return mailbox.endswith(f"@{domains.CITIZEN}") & (mailbox.length() > len(domains.CITIZEN) + 1)


def _inside(mailbox: Any) -> Any:
    own = mailbox.endswith(f"@{domains.ROOT}") & (mailbox.length() > len(domains.ROOT) + 1)
    below = mailbox.endswith(f".{domains.ROOT}") & mailbox.contains("@") & ~mailbox.startswith("@")
    return own | below


@applies("MSS-044")
def attached(mailboxes: ibis.Table) -> ibis.Table:
    """One row for each mailbox of the directory's extract, with its structure and department.

    `SHARED` for a mailbox that several structures have; its department when all of them are in one, else none.
    """
    cleaned = mailboxes.select(
        mailbox=mailboxes.mailbox.lower(),
        structure=_number(mailboxes.structure.fill_null("").upper()),
        department=mailboxes.department.fill_null("").upper(),
    )
    named = cleaned.mutate(structure=cleaned.structure.nullif(""), department=cleaned.department.nullif(""))
    one = named.group_by("mailbox").aggregate(
        first=named.structure.min(),
        last=named.structure.max(),
        nearest=named.department.min(),
        farthest=named.department.max(),
    )
    return one.select(
        mailbox=one.mailbox,
        structure=(one.first == one.last).ifelse(one.first, SHARED).fill_null(UNKNOWN),
        department=(one.nearest == one.farthest).ifelse(one.nearest, "").fill_null(""),
    )


def _number(told: Any) -> Any:
    """A FINESS number without the `1` of a national identifier of structure."""
    prefixed = (told.length() == 10) & told.startswith("1")  # noqa: PLR2004 - `1` and the nine
    return prefixed.ifelse(told.substr(1), told)


def sent(rows: Iterable[Mapping[str, Any]]) -> Iterator[Sent]:
    """The rows of the expression as values; the department is read once for all the ways of writing it."""
    for row in rows:
        number = int(row["month"])
        operator = row["operator"] or ""
        structure = _structure(row["structure"])
        yield Sent(
            month=f"{number // 100}-{number % 100:02}",
            operator=operator if access.names_nobody("", operator).allowed else "",
            structure=structure,
            department=places.department(row["department"]) or places.department_of_finess(structure),
            flow=row["flow"],
            messages=int(row["messages"]),
            bytes=int(row["bytes"] or 0),
        )


@applies("REG-024")
def _structure(told: str) -> str:
    """The structure of a mailbox as a report may tell it."""
    if told == SHARED:
        return SHARED
    return finess(told) if access.names_nobody("", told).allowed else PRACTICE


#: What is told of a number that is not; the key of the sum over operators, which is no name of one.
_SOME: Final = "quelques"
_ALL: Final = "\0"


@applies("MSS-040", "REG-024")
def told_apart(counted: Iterable[Sent], month: str, *, under: int) -> Decision:
    """What stands in no flow (outside MSSanté, either end), and the operators that have other months but not this.

    Fewer messages than `under` are not counted, nor are those of another operator by which they would be found.
    """
    rows = list(counted)
    findings = []
    for flow, verdict in ((SENDER_OUTSIDE, verdicts.SENDER_OUTSIDE), (RECIPIENT_OUTSIDE, verdicts.RECIPIENT_OUTSIDE)):
        found: Counter[str] = Counter()
        for one in rows:
            found[one.operator] += one.messages if one.flow == flow else 0
        whole = Sum(_ALL, tuple(found))
        hidden = masked({_ALL: found.total(), **found}, [whole], under=under)
        findings += [
            verdict.at(operator or "opérateur non dit", found=_SOME if operator in hidden else found[operator])
            for operator in sorted(found)
            if found[operator]
        ]
    present = {one.operator for one in rows if one.month == month}
    findings += [
        verdicts.MONTH_ABSENT.at(operator or "opérateur non dit", expected=month)
        for operator in sorted({one.operator for one in rows} - present)
    ]
    return Decision(tuple(findings), (rule("MSS-040"), rule("MSS-042")))
