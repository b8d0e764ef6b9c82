"""`socle pki issue|revoke|list`: certificates of the test authority."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any
from urllib.parse import quote

from socle.cli.connection import Sandbox, add_url
from socle.cli.output import Exit, Output, Stop, table

#: The files of an actor's folder, as `--as DIR` reads it, and the fields of the answer they hold.
FILES = {
    "tls.crt.pem": "tls_certificate",
    "tls.key.pem": "tls_key",
    "sign.crt.pem": "sign_certificate",
    "sign.key.pem": "sign_key",
    "actor.toml": "actor_toml",
}


def configure(parser: argparse.ArgumentParser) -> None:
    add_url(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    issue = actions.add_parser("issue", help="certificates and keys of an actor, in a folder that --as accepts")
    issue.add_argument("who", metavar="WHO", help="an id of `socle people`, an RPPS number or a national id")
    issue.add_argument("--certificate", default="", help="a structure's certificate: DMP-AUTO, INSI-AUTO or INSI-MANU")
    issue.add_argument("-d", "--directory", type=Path, help="folder to write (default: the actor's id)")
    revoke = actions.add_parser("revoke", help="revoke a certificate, from the sandbox's present instant on")
    revoke.add_argument("serial", metavar="SERIAL", help="a serial number of `socle pki list`")
    actions.add_parser("list", help="the certificates issued so far")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        action.add_argument("--url", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace, out: Output) -> int:
    sandbox = Sandbox(args.url)
    if args.action == "issue":
        return _issue(args, sandbox, out)
    if args.action == "revoke":
        result = sandbox.post("/certificates/revoke", {"serial": args.serial})
        out.result(result, f"revoked {result['serial']} ({result['subject']}) at {result['revoked_at']}")
        return Exit.DONE
    issued = sandbox.get("/certificates")
    rows = [
        [c["serial"], c["use"], c["not_after"][:10], c["revoked_at"] or "-", c["subject"]]
        for c in issued["certificates"]
    ]
    out.result(issued, table(rows, ["SERIAL", "USE", "UNTIL", "REVOKED", "SUBJECT"]))
    return Exit.DONE


def _issue(args: argparse.Namespace, sandbox: Sandbox, out: Output) -> int:
    query = f"?certificate={quote(args.certificate)}" if args.certificate else ""
    actor = sandbox.get(f"/actors/{quote(args.who, safe='')}{query}")
    folder = args.directory or Path(actor["id"].replace("/", "-"))
    if folder.exists() and any(folder.iterdir()):
        raise Stop(f"{folder} is not empty: name another folder with -d", Exit.USAGE)
    folder.mkdir(parents=True, exist_ok=True)
    written = [name for name, field in FILES.items() if actor.get(field)]
    for name in written:
        _write(folder / name, actor[FILES[name]])
    public: dict[str, Any] = {key: value for key, value in actor.items() if not key.endswith("_key")}
    out.result({"directory": str(folder), "files": written, "actor": public}, f"{folder}: {', '.join(written)}")
    return Exit.DONE


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
