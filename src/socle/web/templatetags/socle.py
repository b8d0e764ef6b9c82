"""The components as template tags, and the words of a page as filters: `{% load socle %}`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Form
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from socle.rulebook import Finding
from socle.web import assets, charts, words
from socle.web.components import (
    Ahead,
    DocumentLine,
    Event,
    Measure,
    PersonLine,
    Status,
    Table,
    Tone,
    in_plain_words,
    outline,
    severity,
)
from socle.web.icons import icons
from socle.web.places import CITIZEN, PROFESSIONAL, Place

register = template.Library()

register.filter("in_words", words.in_words)
register.filter("short_day", words.short_day)
register.filter("plain_day", words.plain_day)
register.filter("full_name", words.full_name)
register.filter("place_name", words.place_name)
register.filter("matricule", words.matricule)
register.filter("octets", words.size)
register.filter("outline", outline)
register.filter("setting", words.setting)
register.filter("of", words.of)


@register.filter
def elapsed(moment: datetime, now: datetime) -> str:
    """`{{ act.at|elapsed:now }}`: the instant of the page is given."""
    return words.elapsed(moment, now)


@register.filter
def counted(count: int, forms: str) -> str:
    """`{{ 3|counted:"document" }}`, `{{ 3|counted:"cheval,chevaux" }}`."""
    one, _, many = forms.partition(",")
    return words.plural(count, one, many)


@register.filter
def machine(moment: datetime | date) -> str:
    """The value of a `datetime` attribute."""
    return moment.isoformat()


@register.filter
def unlocal(value: float) -> str:
    """A number for an attribute of a drawing: a point for the decimals, whatever the language."""
    return f"{value:g}"


@register.simple_tag(takes_context=True)
def current_address(context: Context) -> str:
    """The address of the navigation item that the page stands under; empty outside a request."""
    request = context.get("request")
    place: Place = context["place"]
    return place.current(request.path) if request else ""


@register.simple_tag
def asset(path: str) -> str:
    return assets.address(path)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign beside words that say the same: hidden from screen readers."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', icons()[name])


@register.simple_tag
def status_label(status: Status) -> SafeString:
    return format_html('<span class="status {}">{}<span>{}</span></span>', status.tone, icon(status.icon), status.word)


@register.simple_tag(name="status")
def status_of(word: str, tone: Tone = "soft", icon: str = "info") -> SafeString:
    return status_label(Status(word, tone, icon))


@register.inclusion_tag("web/parts/button.html")
def button(
    label: str,
    *,
    href: str = "",
    kind: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    disabled: bool = False,
    reason: str = "",
) -> dict[str, Any]:
    """A link when it goes somewhere, a button when it does something. `kind`: main, grave, bare or nothing.

    `name` and `value` are what a form of several buttons sends; a button that cannot be used says its `reason`.
    """
    return {"label": label, "href": href, "kind": kind, "icon": icon, "name": name, "value": value,
            "disabled": disabled, "reason": reason}  # fmt: skip


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, *, broad: bool = False) -> dict[str, Any]:
    """A field of a form: its label, its hint, its error, then itself; a choice of few is a group."""
    return {
        "field": bound,
        "broad": broad,
        "single": getattr(bound.field.widget, "input_type", "") == "checkbox",
    }


@register.inclusion_tag("web/parts/filters.html", takes_context=True)
def filter_bar(
    context: Context, form: Form, *, export: str = "", broad: str = "", folded: bool = False
) -> dict[str, Any]:
    """The filters of a list, sent by GET; `export` is the address of the CSV of what they let through.

    `broad` names the field that takes a whole line. A `folded` bar shows the list first; it opens once it filters.
    """
    return {"form": form, "export": export, "broad": broad, "folded": folded, "path": context["request"].path,
            "filtered": any(name in context["request"].GET for name in form.fields)}  # fmt: skip


@register.inclusion_tag("web/parts/table.html")
def table(table: Table) -> dict[str, Any]:
    return {"table": table}


@register.inclusion_tag("web/parts/timeline.html")
def timeline(events: Sequence[Event], now: datetime, label: str) -> dict[str, Any]:
    return {"events": events, "now": now, "label": label}


@register.inclusion_tag("web/parts/document.html")
def document_card(line: DocumentLine, level: int = 3) -> dict[str, Any]:
    return {"line": line, "level": level}


@register.inclusion_tag("web/parts/person.html")
def person_line(line: PersonLine) -> dict[str, Any]:
    return {"line": line}


@register.filter
def stepped(words: str) -> SafeString:
    """A text in which a line may end after each step of a path."""
    return format_html_join(SafeString("/<wbr>"), "{}", ((step,) for step in words.split("/")))


@register.inclusion_tag("web/parts/verdict.html", takes_context=True)
def verdict(context: Context, finding: Finding) -> dict[str, Any]:
    """A finding explained: sentence, place, expected, found, what to do, rules.

    What the sentence says already is not repeated. Patients and professionals are spared what only a
    software's author can use: where in the message, what was expected there.
    """
    said, sentence = finding.verdict.fr, in_plain_words(finding)
    place: Place | None = context.get("place")
    plain = place in (CITIZEN, PROFESSIONAL)
    return {
        "finding": finding,
        "sentence": sentence,
        "severity": severity(finding),
        "place": "" if plain or "{place}" in said else finding.place,
        "expected": "" if plain or "{expected}" in said else finding.expected,
        "found": "" if plain or "{found}" in said else finding.found,
        "document": "" if (finding.document or "") in sentence else finding.document,
    }


@register.simple_block_tag
def banner(content: str, title: str, tone: str = "info", steady: bool = False) -> SafeString:
    """`{% banner "Titre" tone="warn" %}…{% endbanner %}`; a steady one stays in sight while its page lasts."""
    inner = {"content": content, "title": title, "tone": tone, "steady": steady,
             "icon": {"bad": "refused", "warn": "warning", "good": "check"}.get(tone, "info")}  # fmt: skip
    return SafeString(get_template("web/parts/banner.html").render(inner))


@register.simple_block_tag
def dialogue(content: str, id: str, title: str, opens: str, kind: str = "") -> SafeString:
    """`{% dialogue "id" "Titre" "Bouton qui l'ouvre" %}…{% enddialogue %}`: opens and closes without script."""
    inner = {"content": content, "id": id, "title": title, "opens": opens, "kind": kind}
    return SafeString(get_template("web/parts/dialogue.html").render(inner))


@register.inclusion_tag("web/parts/empty.html")
def empty_state(
    title: str, detail: str = "", *, icon: str = "document", action: str = "", href: str = ""
) -> dict[str, Any]:
    return {"title": title, "detail": detail, "icon": icon, "action": action, "href": href}


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Previous and next of a paged list, keeping its filters."""
    query = context["request"].GET.copy()

    def to(number: int) -> str:
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": to(page.previous_page_number()) if page.has_previous() else "",
        "next": to(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("web/parts/bars.html")
def bars(
    series: Sequence[Measure], caption: str, *, unit: str = "", target: float | None = None, folded: bool = False
) -> dict[str, Any]:
    """Bars with their table beside; a `folded` table opens on demand."""
    return _figure(series, caption, unit, target, folded=folded) | {"drawing": charts.bars(series, unit, target)}


@register.inclusion_tag("web/parts/curve.html")
def curve(
    series: Sequence[Measure],
    caption: str,
    *,
    unit: str = "",
    target: float | None = None,
    ahead: Ahead | None = None,
    folded: bool = False,
) -> dict[str, Any]:
    """A curve with its table beside, and what it is expected to end with when that is told (`ahead`)."""
    return _figure(series, caption, unit, target, ahead, folded=folded) | {
        "drawing": charts.curve(series, unit, target, ahead)
    }


@register.inclusion_tag("web/parts/gauge.html")
def gauge(
    value: float | None, caption: str, *, target: float | None = None, unit: str = "%", full: float = 100
) -> dict[str, Any]:
    """One rate against its target, from zero to `full`."""
    wide = charts.WIDTH
    return _figure((Measure("Mesuré", value),), caption, unit, target) | {
        "words": charts.said(value, unit),
        "length": round(wide * min(value or 0, full) / full, 1),
        "mark": None if target is None else round(wide * min(target, full) / full, 1),
    }


def _figure(
    series: Sequence[Measure],
    caption: str,
    unit: str,
    target: float | None,
    ahead: Ahead | None = None,
    *,
    folded: bool = False,
) -> dict[str, Any]:
    lines = [(measure.label, charts.told(measure, unit)) for measure in series]
    if ahead is not None:
        span = (
            f"{charts.said(ahead.value, unit)} (de {charts.said(ahead.least, unit)} à {charts.said(ahead.most, unit)})"
        )
        lines.append((ahead.label, span))
    return {
        "caption": caption,
        "lines": lines,
        "target_words": "" if target is None else charts.said(target, unit),
        "folded": folded,
    }
