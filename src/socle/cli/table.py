"""Every command of `socle`: its name, the module that runs it, one line of help.

A module offers `configure(parser)`, which declares its words, and `run(args, out) -> int`, which does the
work and gives the exit status. Modules are loaded only when their command is called.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    module: str
    help: str


COMMANDS: tuple[Command, ...] = (
    Command("up", "socle.cli.up", "run the whole of Socle with a fictitious world"),
    Command("serve", "socle.cli.serve", "run Socle in production, with settings from the environment"),
    Command("clock", "socle.cli.clock", "show or move the sandbox's clock"),
    Command("people", "socle.cli.people", "list the people and structures of the sandbox"),
    Command("reset", "socle.cli.reset", "bring the running sandbox back to its first state"),
    Command("record", "socle.cli.record", "show whether a patient has a record and what the caller may expect there"),
    Command("authorise", "socle.cli.authorise", "declare oneself authorised on a record, or give it back"),
    Command("feed", "socle.cli.feed", "put CDA documents into the record"),
    Command("history", "socle.cli.history", "take over old documents: what is ready, what lacks which datum, feed"),
    Command("find", "socle.cli.find", "list what a record holds for the actor who asks"),
    Command("get", "socle.cli.get", "fetch one document, byte for byte"),
    Command("watch", "socle.cli.watch", "tell what appears in a record, each document once"),
    Command("hide", "socle.cli.hide", "mask a document to professionals"),
    Command("show", "socle.cli.show", "unmask a document, or make it visible to the patient or his representatives"),
    Command("archive", "socle.cli.archive", "put a document into the archives, or take it out again"),
    Command("delete", "socle.cli.delete", "unpublish a document"),
    Command("consent", "socle.cli.consent", "declare the patient's consent, or take it back"),
    Command("ins", "socle.cli.ins", "check a matricule; ask the INSi teleservice, or verify identities with it"),
    Command("why", "socle.cli.why", "explain a decision without acting"),
    Command(
        "directory",
        "socle.cli.directory",
        "load the public extracts of people and structures, search them, send a file to RPPS+",
    ),
    Command("duties", "socle.cli.duties", "say what must be fed and sent for an act, by whom, and since when"),
    Command("sunes", "socle.cli.sunes", "compute the indicators of use of SUN-ES from an establishment's files"),
    Command("datamatrix", "socle.cli.datamatrix", "write or read an INS Data Matrix: text, picture, label"),
    Command("xdm", "socle.cli.xdm", "make or read an XDM archive, the ZIP file that messages carry documents in"),
    Command("ledger", "socle.cli.ledger", "verify the journal of every act, prove an event, show the signed head"),
    Command("cda", "socle.cli.cda", "check CDA documents and say how to mend them; build one, show one"),
    Command("sons", "socle.cli.sons", "check SONS orders; their tranche, amount, timeline and dates in force"),
    Command("region", "socle.cli.region", "a region's month from its files: indicators, certificates, checks"),
    Command("rules", "socle.cli.rules", "show where each rule is applied and which tests proved it"),
    Command("verdicts", "socle.cli.verdicts", "show everything Socle can answer, by protocol"),
    Command("check", "socle.cli.check", "verify every byte at rest and name each damage"),
    Command("backup", "socle.cli.backup", "copy everything at rest, verified, while Socle serves"),
    Command("restore", "socle.cli.restore", "bring a backup into an empty folder, every byte verified"),
    Command("migrate", "socle.cli.migrate", "change the database's schema while Socle serves, in two phases"),
    Command("doctor", "socle.cli.doctor", "measure this machine's disk and say what to expect of it"),
    Command(
        "activity", "socle.cli.activity", "write what a structure fed into this Socle, as a file for `socle sunes`"
    ),
    Command("keys", "socle.cli.keys", "make or rotate the master key"),
    Command("esms", "socle.cli.esms", "ESMS numérique: rates by geographic FINESS and grappe, a project's eligibility"),
    Command("referencing", "socle.cli.referencing", "which requirements of a matrix apply, and which are proven"),
    Command("pki", "socle.cli.pki", "issue, revoke and list certificates of the test authority"),
)


def command(name: str) -> Command | None:
    """The command of that name, None when there is none."""
    return next((entry for entry in COMMANDS if entry.name == name), None)
