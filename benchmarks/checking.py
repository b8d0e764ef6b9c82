"""`python -m benchmarks --only documents`: CDA documents checked a second, beside a schematron run by Saxon.

Nothing official is measured: a schematron of our own, with as many assertions as the minimal structure of ANS has
(1,730), is written here and run by `saxonche` on the same documents, in the same minute, in as many processes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "mutations" / "data"
#: Assertions of the official minimal structure. Source: spec/cda.md 11.
ASSERTIONS = 1_730
_ONE = (
    "not(@nullFlavor) or not(@root)",
    "not(@root) or matches(@root, '^[0-2](\\.(0|[1-9][0-9]*))*$')",
    "not(@code) or @codeSystem",
    "not(@value) or string-length(@value) &gt; 0",
    "not(@use) or @use = ('H','HP','HV','WP','TMP','MC')",
    "count(*[@nullFlavor]) &lt; 20",
    "not(@extension) or @root",
    "not(@displayName) or @code or @nullFlavor",
    "not(*) or normalize-space(string-join(text(), '')) = '' or self::cda:text or ancestor::cda:text",
    "not(cda:low/@value and cda:high/@value) or cda:low/@value &lt;= cda:high/@value",
)
_WHERE = (
    "cda:id",
    "cda:code",
    "cda:effectiveTime",
    "cda:recordTarget",
    "cda:patientRole",
    "cda:patient",
    "cda:name",
    "cda:family",
    "cda:given",
    "cda:addr",
    "cda:telecom",
    "cda:birthTime",
    "cda:author",
    "cda:assignedAuthor",
    "cda:time",
    "cda:custodian",
    "cda:legalAuthenticator",
    "cda:assignedEntity",
    "cda:participant",
    "cda:associatedEntity",
    "cda:documentationOf",
    "cda:serviceEvent",
    "cda:performer",
    "cda:representedOrganization",
    "cda:componentOf",
    "cda:encompassingEncounter",
    "cda:healthCareFacility",
    "cda:setId",
    "cda:templateId",
)


def schematron(assertions: int = ASSERTIONS) -> str:
    """A schematron of so many assertions, each in force on the documents measured."""
    patterns, written, turn = [], 0, 0
    while written < assertions:
        for place in _WHERE:
            tests = _ONE[: min(len(_ONE), assertions - written)]
            said = "".join(f'<assert test="{test}">{place} {turn}</assert>' for test in tests)
            patterns.append(f'<pattern><rule context="{place}">{said}</rule></pattern>')
            written += len(tests)
        turn += 1
    space = '<ns prefix="cda" uri="urn:hl7-org:v3"/>'
    head = f'<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">{space}'
    return f"{head}{''.join(patterns)}</schema>"


def documents() -> list[bytes]:
    """The samples of `SOCLE_SAMPLES` when there are any, else our own documents."""
    folder = Path(os.environ.get("SOCLE_SAMPLES", ROOT.parent / "shared" / "samples")) / "cda"
    return [path.read_bytes() for path in sorted(folder.glob("*.xml")) or sorted(OWN.glob("*.xml"))]


def ours() -> Callable[[bytes], object]:
    from socle.documents.checking import judge

    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return lambda data: judge(data, at=at)


def saxon() -> Callable[[bytes], object]:
    from socle.documents.checking.schematron import Schematrons

    folder = Path(tempfile.mkdtemp(prefix="socle-schematron-"))
    (folder / "measure.sch").write_text(schematron(), "utf-8")
    held = Schematrons(folder)
    (path,) = held.chosen(b"")

    def check(data: bytes) -> object:
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        text = etree.tostring(etree.fromstring(data, parser), encoding="unicode")
        return held.run(path, text)  # every document by this one, whatever it names

    return check


KINDS: dict[str, Callable[[], Callable[[bytes], object]]] = {"socle": ours, "saxon": saxon}


def _work(kind: str, seconds: float, gate: Any, out: Any) -> None:
    """One process: every document once, then again until the time is over."""
    check, read = KINDS[kind](), documents()
    for data in read:
        check(data)
    gate.wait()
    count, size, used, began = 0, 0, time.process_time(), time.perf_counter()
    while time.perf_counter() - began < seconds or count % len(read):
        data = read[count % len(read)]
        check(data)
        count, size = count + 1, size + len(data)
    spent = time.perf_counter() - began
    out.put((count / spent, (time.process_time() - used) / count * 1000, size / count, os.getpid()))


def together(kind: str, processes: int, seconds: float) -> dict[str, Any]:
    """So many processes at once; documents a second of all, processor and memory of one."""
    context = multiprocessing.get_context("spawn")
    gate, out = context.Barrier(processes), context.Queue()
    running = [context.Process(target=_work, args=(kind, seconds, gate, out)) for _ in range(processes)]
    for process in running:
        process.start()
    told = [out.get() for _ in running]
    for process in running:
        process.join()
    return {
        "kind": kind,
        "processes": processes,
        "per_second": sum(one[0] for one in told),
        "processor_ms": sum(one[1] for one in told) / processes,
        "mean_bytes": told[0][2],
    }


def cold(kind: str) -> float:
    """Seconds from nothing to the first document judged, by a process of its own."""
    file = OWN / "level1.xml"
    words = ["-m", "socle.cli.main", "cda", "check", str(file)]
    if kind == "saxon":
        words = ["-c", f"from benchmarks.checking import saxon; saxon()(open({str(file)!r},'rb').read())"]
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *words], check=False, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def main(words: list[str] | None = None) -> int:
    """Measure by turns, print a table, write the figures when asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks --only documents", description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0, help="length of each run (6)")
    parser.add_argument(
        "--processes", type=int, action="append", help="so many processes (repeat; 1 and one a processor)"
    )
    parser.add_argument("--out", type=Path, help="where the figures go, as JSON")
    args, _ = parser.parse_known_args(words)
    try:
        import saxonche  # noqa: F401
    except ImportError:
        kinds = ["socle"]
        print("saxonche is not installed: nothing to compare with")
    else:
        kinds = ["socle", "saxon"]
    starts = {kind: sorted(cold(kind) for _ in range(3))[1] for kind in kinds}
    runs = [
        together(kind, count, args.seconds) for count in args.processes or [1, os.cpu_count() or 2] for kind in kinds
    ]
    for kind, seconds in starts.items():
        print(f"{kind:6} cold start to the first document {seconds:6.2f} s (median of 3)")
    for run in runs:
        print(
            "{kind:6} {processes} processes {per_second:8.1f} documents/s, processor {processor_ms:7.2f} ms".format(
                **run
            )
        )
    found = {
        "at": datetime.now(UTC).isoformat("T", "seconds"),
        "cold": starts,
        "runs": runs,
        "load": os.getloadavg()[0],
    }
    print(f"{len(documents())} documents, mean {runs[0]['mean_bytes'] / 1000:.0f} KB; load {found['load']:.1f}")
    if args.out:
        args.out.write_text(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
