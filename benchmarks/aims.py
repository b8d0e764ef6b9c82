"""What Socle must reach, beside what was measured: the aims, the ratios to the floors, the share of the unavoidable.

The aims are ours, for two cores with the load on them; the peak is that of a national day (spec/programmes.md 6).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: Answers a second, by kind of request.
RATE = {"feed": 300.0, "find": 800.0, "get": 2000.0, "insi": 75.0}
#: Of the rate of the same server doing one insert and commit; of the rate of the bare work in one thread.
OF_INSERT = {"feed": 0.25}
OF_UNAVOIDABLE = {"feed": 0.6}
#: Milliseconds within which 99 in 100 answers of the national peak come.
PEAK_P99 = 500.0
#: Searches among many patients against searches among a thousand (p50).
SCALE = 1.35

HEAD = (
    f"{'':9}{'clients':>8}{'req/s':>9}{'aim':>7}{'p50':>8}{'p95':>8}{'p99':>8}{'/ bare':>9}{'/ insert':>10}{'aim':>6}"
    f"{'/ unavoidable':>15}{'aim':>6}"
)


def floors_of(results: dict[str, Any], kind: str, clients: int) -> dict[str, dict[str, Any]]:
    """The floors measured with requests of this kind and as many clients, by name."""
    return {
        run["kind"].removeprefix("floor: "): run
        for run in results["floors"]
        if (run.get("of", "feed"), run["clients"]) == (kind, clients)
    }


def ratios_of(results: dict[str, Any], run: dict[str, Any]) -> dict[str, float]:
    """One run against its floors (rates), and against the rate of its unavoidable work in one thread."""
    found = {
        name: run["per_second"] / floor["per_second"]
        for name, floor in floors_of(results, run["kind"], run["clients"]).items()
    }
    pieces = unavoidable_of(results, run["kind"])
    return found | ({"unavoidable": run["per_second"] * pieces["sum"] / 1e6} if pieces else {})


def unavoidable_of(results: dict[str, Any], kind: str) -> dict[str, float]:
    """The pieces of the bare work of such a request, in microseconds; none where it was not measured."""
    found: dict[str, float] = (
        results["unavoidable_us"] if kind == "feed" else results.get("unavoidable", {}).get(kind, {})
    )
    return found


def table(results: dict[str, Any]) -> Iterator[str]:
    """Every run with its aims, as lines; what has none shows a dash."""
    yield HEAD
    for run in results["runs"]:
        if run["kind"] == "mixed":
            continue
        found, aim = ratios_of(results, run), RATE.get(run["kind"])
        cells = (
            f"{run['kind']:9}{run['clients']:>8}{run['per_second']:>9.1f}{_aim(aim):>7}"
            f"{run['p50']:>8.1f}{run['p95']:>8.1f}{run['p99']:>8.1f}"
            f"{_ratio(found.get('bare')):>9}{_ratio(found.get('insert')):>10}{_aim(OF_INSERT.get(run['kind'])):>6}"
            f"{_ratio(found.get('unavoidable')):>15}{_aim(OF_UNAVOIDABLE.get(run['kind'])):>6}"
        )
        yield cells
    for run in results["runs"]:
        if run["kind"] == "mixed":
            yield peak(run)


def peak(run: dict[str, Any]) -> str:
    """The national peak in one sentence."""
    kinds = ", ".join(
        f"{kind} {held['count'] / run['asked_seconds']:.0f}/s p99 {held['p99']:.0f} ms"
        for kind, held in run.get("by_kind", {}).items()
    )
    reached = run["sustained"] >= 0.999 and run["p99"] <= PEAK_P99
    share = run.get("share", 1)
    whole = "national peak" if share == 1 else f"one {share:g}th of the national peak"
    return (
        f"{whole}, {run['asked_seconds']:.0f} s: {run['per_second']:.0f} of {run['asked_per_second']:.0f}/s, "
        f"p50 {run['p50']:.0f}, p95 {run['p95']:.0f}, p99 {run['p99']:.0f} ms (aim {PEAK_P99:.0f}): "
        f"{'reached' if reached else 'not reached'} ({kinds})"
    )


def _aim(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
