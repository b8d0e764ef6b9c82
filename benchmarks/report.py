"""The figures as a table for people, and as medians over several campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any

from benchmarks import aims

HEAD = f"{'':22}{'clients':>8}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'errors':>8}"
SHARE_SHOWN = 0.015


def valid(found: dict[str, Any]) -> list[str]:
    """Why this campaign proves nothing; empty when every answer was the one expected."""
    return [
        f"{engine}, {run['kind']}, {run['clients']} clients: {run['errors']} refused, e.g. {run['reasons'][:1]}"
        for engine, results in found["engines"].items()
        for run in (*results["runs"], *results["floors"], *results.get("scale", ()))
        if run["errors"]
    ]


def _row(run: dict[str, Any]) -> str:
    name = f"{run['kind']}, {run['of']}" if "of" in run else run["kind"]
    return (
        f"{name:22}{run['clients']:>8}{run['per_second']:>9.1f}{run['p50']:>9.1f}{run['p95']:>9.1f}"
        f"{run['p99']:>9.1f}{run['processor_ms']:>9.2f}{run['errors']:>8}"
    )


def ratios(results: dict[str, Any]) -> dict[str, float]:
    """What the figures mean whatever the machine: rates against their floors, processor against the unavoidable."""
    found: dict[str, float] = {}
    for run in results["runs"]:
        if run["kind"] == "mixed":
            found["share of what the peak asks that was served"] = run["sustained"]
            continue
        name = f"{run['kind']} / {{}} ({run['clients']} clients)"
        for floor, value in aims.ratios_of(results, run).items():
            label = "rate of the unavoidable" if floor == "unavoidable" else f"floor {floor}"
            found[name.format(label)] = value
    fed = [run for run in results["runs"] if run["kind"] == "feed"]
    if fed:
        run, pieces = max(fed, key=lambda run: run["per_second"]), results["unavoidable_us"]
        disk = pieces["two files, fsync, names"] + pieces["one insert and commit"]
        found["processor of a feeding / unavoidable without disk"] = run["processor_ms"] * 1000 / (pieces["sum"] - disk)
    for kind in ("find", "get"):
        scale = [run for run in results.get("scale", ()) if run["scaled"] == kind]
        for run in scale[1:]:
            among = f"{kind} among {run['patients']} / among {scale[0]['patients']} patients"
            found[f"{among} (p50)"] = run["p50"] / scale[0]["p50"]
            found[f"{among} (processor)"] = run["processor_ms"] / scale[0]["processor_ms"]
    return found


def _stages(profile: dict[str, Any]) -> Iterator[str]:
    for kind, found in profile.items():
        counted = ", ".join(
            f"{total['calls']:.0f} {name} ({total['us']:.0f} µs of processor, {total['wall_us']:.0f} of wall)"
            for name, total in found["totals"].items()
        )
        yield f"\n{kind}, in process, median of {found['requests']}: {counted}"
        yield f"{'':58}{'cpu µs':>8}{'own':>8}{'share':>8}{'wall µs':>9}{'calls':>7}"
        for stage in found["stages"]:
            if stage["share"] >= SHARE_SHOWN or stage["wall_share"] >= SHARE_SHOWN:
                name = "  " * (len(stage["path"]) - 1) + stage["path"][-1]
                yield (
                    f"{name:58}{stage['us']:>8.0f}{stage['own_us']:>8.0f}{stage['share']:>8.1%}"
                    f"{stage['wall_us']:>9.0f}{stage['calls']:>7.1f}"
                )
        if found["moved"]:
            yield f"not found any more (mend benchmarks/stages.py): {', '.join(found['moved'])}"


def text(found: dict[str, Any]) -> str:
    """One campaign for people."""
    held, documents = found["conditions"], found["documents"]
    load = f"{held['load_average']:.1f} → {found['load_average_after']:.1f}"
    lines = [
        f"Socle measured at {found['at']}, {held['cores']} cores ({held['processor']}), {held['memory_gb']} GB",
        f"Python {held['python']}, {held['openssl']}, SQLite {held['sqlite']}; load of the machine {load}",
        f"documents ({documents['sizes']}): median {documents['median_bytes'] / 1000:.0f} KB",
    ]
    for engine, results in found["engines"].items():
        machine, memory = results["machine"], results["memory_mb"]
        lines += [
            f"\n== {engine}: start {median(results['start_seconds']):.2f} s, memory "
            + ", ".join(f"{name.replace('_', ' ')} {value:.0f} MB" for name, value in memory.items()),
            "   probed: " + ", ".join(f"{name.replace('_', ' ')} {value:.0f}" for name, value in machine.items()),
            *aims.table(results),
            "",
            HEAD,
            *map(_row, (*results["floors"], *results["runs"])),
        ]
        lines += ["unavoidable for one feeding, µs: " + _pieces(results["unavoidable_us"])]
        lines += [f"for one {kind}: " + _pieces(held) for kind, held in results.get("unavoidable", {}).items()]
        lines += map(_scale, results.get("scale", ()))
        lines += [f"ratio  {name}: {value:.3g}" for name, value in ratios(results).items()]
        lines += list(_stages(results.get("profile", {})))
    wrong = valid(found)
    lines += (
        ["", *(f"INVALID: {reason}" for reason in wrong)]
        if wrong
        else [f"\nno answer refused; {found['seconds']:.0f} s"]
    )
    return "\n".join(lines)


def _scale(run: dict[str, Any]) -> str:
    what = "a page of the large record" if run["scaled"] == "page" else run["scaled"]
    among = f"{run['patients']} patients, {run['rows']} entries"
    times = f"p50 {run['p50']:.1f}, p95 {run['p95']:.1f}, p99 {run['p99']:.1f} ms"
    return f"{what} among {among}: {times}, processor {run['processor_ms']:.1f} ms"


def _pieces(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.0f}" for name, value in found.items())


def _spread(values: Iterable[float]) -> str:
    ordered = sorted(values)
    digits = 1 if ordered[-1] >= 10 else 2 if ordered[-1] >= 0.1 else 3
    return f"{median(ordered):.{digits}f} ({ordered[0]:.{digits}f}–{ordered[-1]:.{digits}f})"


def medians(campaigns: list[dict[str, Any]]) -> str:
    """The same measures of several campaigns: median, and from least to most, as a Markdown table."""
    lines = []
    for engine in campaigns[0]["engines"]:
        held = [found["engines"][engine] for found in campaigns]
        lines += [
            f"\n### {engine}\n",
            "| run | clients | req/s | p50 ms | p95 ms | p99 ms | server CPU ms |",
            "|---|---|---|---|---|---|---|",
        ]
        for rank, first in enumerate([*held[0]["floors"], *held[0]["runs"]]):
            same = [[*results["floors"], *results["runs"]][rank] for results in held]
            cells = [_spread(run[key] for run in same) for key in ("per_second", "p50", "p95", "p99", "processor_ms")]
            name = f"*{first['kind']}*, {first['of']}" if "of" in first else first["kind"]
            lines.append(f"| {name} | {first['clients']} | " + " | ".join(cells) + " |")
        lines += ["", "| ratio | median (least–most) |", "|---|---|"]
        compared = [ratios(results) for results in held]
        for name in compared[0]:
            lines.append(f"| {name} | {_spread(found[name] for found in compared if name in found)} |")
        for key in held[0]["memory_mb"]:
            lines.append(
                f"| memory {key.replace('_', ' ')}, MB | {_spread(results['memory_mb'][key] for results in held)} |"
            )
        starts = [value for results in held for value in results["start_seconds"]]
        lines.append(f"| start on an existing folder, s | {_spread(starts)} |")
        for key in held[0]["machine"]:
            lines.append(f"| probe: {key.replace('_', ' ')} | {_spread(results['machine'][key] for results in held)} |")
        scaled = [results["scale"] for results in held if results.get("scale")]
        for rank, first in enumerate(scaled[0] if scaled else ()):
            name = f"{first['scaled']} p50 among {first['patients']} patients ({first['rows']} entries), ms"
            lines.append(f"| {name} | {_spread(scale[rank]['p50'] for scale in scaled)} |")
    return "\n".join(lines)
