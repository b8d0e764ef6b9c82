"""What is read of an archive, and what is refused of it: real ones, odd ones, hostile ones."""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from socle.documents import xdm
from socle.rulebook import catalogue

from .conftest import AT, SENDER

DOC1, DOC2 = "IHE_XDM/SUBSET01/DOC00001.XML", "IHE_XDM/SUBSET01/DOC00002.XML"
METADATA = "IHE_XDM/SUBSET01/METADATA.XML"
ABROAD = ["xdm.patient-without-ins"]

#: Every public archive: the documents that are intact in it, and every verdict, with why.
PUBLIC = {
    "Allscripts.zip": (["DOC00001.XML"], ABROAD),  # __MACOSX, style sheets and pictures beside are no matter
    "MIE.zip": (["DOC00001.XML"], ABROAD),  # the hash is written in capitals
    "Epic.zip": (["DOC0001.XML"], ABROAD),  # the folder is LUCY_0
    "C32_Sample1_in_XDM.zip": (["C32_SAMPLE1.XML"], ABROAD),  # .DS_Store inside
    "CCDA_Ambulatory_in_XDM.zip": (["CCDA_Ambulatory.xml"], ABROAD),  # found without case alone
    "xdm_minimal.zip": (["doc.txt"], ABROAD),  # all names in small letters
    "Siemens.zip": ([], ["xdm.not-an-xdm"]),  # no IHE_XDM
    "direct_malformed.zip": ([], ["xdm.metadata-missing"]),  # IHE_XDM/SUBSET01METADATA.xml: a separator is missing
}


def told(archive):
    return [finding.verdict.id for finding in archive.findings]


def read(data, **options):
    with xdm.unpack(data, **options) as archive:
        return archive, told(archive)


def test_the_table_names_every_public_archive(samples):
    assert {path.name for path in (samples / "xdm" / "archives").glob("*.zip")} == PUBLIC.keys()


@pytest.mark.rule("MSS-520")
@pytest.mark.rule("MSS-521")
@pytest.mark.rule("MSS-524")
@pytest.mark.rule("MSS-525")
@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_archive_is_read_or_refused_with_its_reason(samples, name):
    documents, verdicts = PUBLIC[name]
    with (samples / "xdm" / "archives" / name).open("rb") as source, xdm.unpack(source) as archive:
        assert [held.name.rpartition("/")[2] for held in archive.documents if held.intact] == documents
        assert told(archive) == verdicts
        assert archive.accepted is bool(documents)


def test_what_was_packed_comes_back_byte_for_byte(packed, minimal, second):
    with xdm.unpack(packed) as archive:
        assert [held.read() for held in archive.documents] == [minimal, second]
        assert archive.findings == ()


@pytest.mark.rule("MSS-520")
def test_names_are_found_whatever_their_case_and_separators(altered_archive):
    odd = altered_archive({DOC1: "ihe_xdm\\Subset01\\doc00001.xml", METADATA: "IHE_XDM/subset01/Metadata.xml"})
    # One folder written in two cases is one folder.
    archive, verdicts = read(odd)
    assert verdicts == []
    assert [held.intact for held in archive.documents] == [True, True]


@pytest.mark.rule("MSS-520")
def test_two_files_with_one_name_are_not_chosen_between(altered_archive):
    archive, verdicts = read(altered_archive(added=[("IHE_XDM/SUBSET01/doc00001.xml", b"<other/>")]))
    assert "xdm.name-repeated" in verdicts
    assert [held.intact for held in archive.documents] == [False, True]


@pytest.mark.rule("MSS-521")
def test_what_file_managers_leave_behind_is_ignored(altered_archive):
    noise = (
        "__MACOSX/IHE_XDM/SUBSET01/._DOC00001.XML",
        "IHE_XDM/.DS_Store",
        "IHE_XDM/SUBSET01/.svn/entries",
        "IHE_XDM/SUBSET01/.a.swp",
        "IHE_XDM/SUBSET01/__MACOSX/DOC00001.XML",
    )
    assert read(altered_archive(added=[*((name, b"x") for name in noise), ("EMPTY/", b"")]))[1] == []


@pytest.mark.rule("MSS-522")
def test_a_tree_deeper_than_the_root_does_not_count(packed, made):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    assert read(made([(f"COPIE/{name}", data) for name, data in files]))[1] == ["xdm.not-an-xdm"]
    both = made([*files, *((f"COPIE/{name}", data) for name, data in files)])
    archive, verdicts = read(both)
    assert (len(archive.documents), verdicts) == (2, [])


@pytest.mark.rule("MSS-523")
def test_submission_sets_keep_their_files_apart(minimal, second):
    with xdm.unpack(xdm.pack([[minimal], [second]], sender=SENDER, at=AT).data) as archive:
        assert [lot.folder for lot in archive.lots] == ["SUBSET01", "SUBSET02"]
        assert [held.read() for held in archive.documents] == [minimal, second]


@pytest.mark.rule("MSS-525")
def test_metadata_that_are_missing_or_of_another_age_leave_nothing_to_file(altered_archive):
    assert read(altered_archive({METADATA: None}))[1] == ["xdm.metadata-missing"]
    old = b'<rs:SubmitObjectsRequest xmlns:rs="urn:oasis:names:tc:ebxml-regrep:registry:xsd:2.1"/>'
    archive, verdicts = read(altered_archive({METADATA: old}))
    assert (archive.documents, verdicts) == ((), ["xdm.metadata-old"])


@pytest.mark.rule("MSS-525")
def test_metadata_that_announce_no_document_are_told(altered_archive):
    objects = re.compile(rb"<rim:(ExtrinsicObject|Association)\b.*?</rim:\1>|<rim:Association\b[^>]*/>", re.DOTALL)
    empty = altered_archive({METADATA: lambda data: objects.sub(b"", data), DOC1: None, DOC2: None})
    archive, verdicts = read(empty)
    assert (archive.documents, archive.accepted, verdicts) == ((), False, ["xdm.nothing-announced"])


@pytest.mark.rule("MSS-529")
def test_metadata_with_a_dtd_are_not_read(altered_archive):
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    spoilt = altered_archive({METADATA: lambda data: data.replace(b"?>\n", b"?>\n" + entity, 1)})
    archive, verdicts = read(spoilt)
    assert (archive.documents, verdicts) == ((), ["xdm.metadata-unreadable"])


@pytest.mark.rule("MSS-526")
@pytest.mark.parametrize("name", ["URI", "hash", "size"])
def test_a_document_that_cannot_be_verified_is_listed_and_not_filed(altered_archive, name):
    pattern = re.compile(rb'<rim:Slot name="%b">.*?</rim:Slot>' % name.encode())
    archive, verdicts = read(altered_archive({METADATA: lambda data: pattern.sub(b"", data, count=1)}))
    assert verdicts[0] == "xdm.document-incomplete"
    assert [held.intact for held in archive.documents] == [False, True]


@pytest.mark.rule("MSS-527")
def test_a_document_changed_on_the_way_is_not_filed(altered_archive):
    changed = altered_archive({DOC1: lambda data: data.replace(b"DOMINIQUE", b"DOMINIQVE")})
    archive, verdicts = read(changed)
    assert verdicts == ["xdm.document-altered"]
    assert [(held.hash_ok, held.size_ok, held.intact) for held in archive.documents] == [
        (False, True, False),
        (True, True, True),
    ]
    assert read(altered_archive({DOC1: lambda data: data + b" "}))[1] == ["xdm.document-altered"] * 2


def test_a_document_that_is_announced_and_not_there_is_told(altered_archive):
    archive, verdicts = read(altered_archive({DOC1: None}))
    assert verdicts == ["xdm.document-absent"]
    assert [held.intact for held in archive.documents] == [False, True]


def test_an_address_that_climbs_finds_no_file(altered_archive):
    odd = altered_archive({METADATA: lambda data: data.replace(b"DOC00001.XML", b"../../INDEX.HTM", 1)})
    assert read(odd)[1] == ["xdm.document-absent", "xdm.file-not-listed"]


def test_a_file_that_nothing_announces_is_told_and_not_taken(altered_archive):
    archive, verdicts = read(altered_archive(added=[("IHE_XDM/SUBSET01/NOTE.TXT", b"x")]))
    assert (verdicts, len(archive.documents), archive.accepted) == (["xdm.file-not-listed"], 2, True)


def test_leaflets_that_are_missing_are_told_and_forgiven(altered_archive):
    archive, verdicts = read(altered_archive({"INDEX.HTM": None, "README.TXT": None}))
    assert (verdicts, archive.accepted) == (["xdm.leaflet-missing"] * 2, True)


@pytest.mark.rule("MSS-530")
def test_an_archive_about_two_patients_is_told(altered_archive):
    other = altered_archive({METADATA: lambda data: data.replace(b"279035121518989^^^", b"184053523899177^^^", 1)})
    assert "xdm.several-patients" in read(other)[1]


def infos(**changed):
    info = zipfile.ZipInfo("IHE_XDM/SUBSET01/LINK.XML")
    for name, value in changed.items():
        setattr(info, name, value)
    return info


@pytest.mark.rule("MSS-528")
@pytest.mark.parametrize(
    "name",
    [
        "../DOC.XML",
        "IHE_XDM/../../DOC.XML",
        "/etc/passwd",
        "\\\\server\\share\\x",
        "C:\\x",
        "IHE_XDM\\..\\..\\x",
        "a\x07b",
        "__MACOSX/../../x",
    ],
)
def test_a_path_that_leaves_its_folder_closes_the_archive(altered_archive, name):
    archive, verdicts = read(altered_archive(added=[(name, b"x")]))
    assert (archive.documents, verdicts) == ((), ["xdm.hostile-name"])


@pytest.mark.rule("MSS-528")
def test_a_name_cut_by_a_zero_byte_closes_the_archive(altered_archive):
    data = altered_archive(added=[("IHE_XDM/SUBSET01/AAAA.XML", b"x")]).replace(b"AAAA.XML", b"AAA\x00.XML")
    assert read(data)[1] == ["xdm.hostile-name"]


@pytest.mark.rule("MSS-528")
def test_a_link_closes_the_archive(altered_archive):
    link = infos(create_system=3, external_attr=0o120777 << 16)
    assert read(altered_archive(added=[(link, b"/etc/passwd")]))[1] == ["xdm.link"]


@pytest.mark.rule("MSS-528")
def test_an_encrypted_file_closes_the_archive(packed):
    directory = packed.index(b"PK\x01\x02")
    flagged = packed[: directory + 8] + struct.pack("<H", 1) + packed[directory + 10 :]
    assert read(flagged)[1] == ["xdm.encrypted"]


@pytest.mark.rule("MSS-528")
def test_a_bomb_is_not_unpacked(altered_archive, made):
    zeros = altered_archive(added=[("IHE_XDM/SUBSET01/ZERO.BIN", bytes(3_000_000))])
    tracemalloc.start()
    archive, verdicts = read(zeros)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (verdicts, archive.documents) == (["xdm.too-much"], ())
    assert peak < 1_000_000
    crowd = made([(f"IHE_XDM/{rank}", b"") for rank in range(1001)])
    assert read(crowd)[1] == ["xdm.too-much"]
    large = xdm.Limits(unpacked=10_000)
    assert "xdm.too-much" in read(altered_archive(), limits=large)[1]


@pytest.mark.rule("MSS-528")
def test_an_archive_holds_a_thousand_files_and_no_more():
    crowd = [xdm.rules.Member(f"IHE_XDM/{rank}") for rank in range(1001)]
    assert [one.verdict.id for one in xdm.rules.check_members(crowd)] == ["xdm.too-much"]
    assert xdm.rules.check_members(crowd[:-1]) == []


@pytest.mark.rule("MSS-528")
def test_a_crowd_is_refused_on_what_the_directory_announces_before_it_is_read(made):
    crowd = made([(f"IHE_XDM/{rank:06}", b"") for rank in range(20_000)])
    tracemalloc.start()
    assert read(crowd)[1] == ["xdm.too-much"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.rule("MSS-528")
def test_an_archive_inside_is_a_file_like_any_other(altered_archive, packed):
    assert read(altered_archive(added=[("IHE_XDM/SUBSET01/INNER.ZIP", packed)]))[1] == ["xdm.file-not-listed"]


def test_a_size_that_lies_unpacks_no_more_than_it_says(packed):
    """The directory announces ten bytes of the first document: no more is read, and the CRC tells."""
    at = packed.index(DOC1.encode(), packed.index(b"PK\x01\x02")) - 46
    lying = packed[: at + 24] + struct.pack("<L", 10) + packed[at + 28 :]
    archive, verdicts = read(lying)
    assert verdicts == ["xdm.file-damaged"]
    assert [held.intact for held in archive.documents] == [False, True]


def described(data, name):
    """Where the directory describes a file of this name."""
    return data.index(name.encode(), data.index(b"PK\x01\x02")) - 46


def test_a_header_whose_name_is_no_text_is_told_of_its_file(packed):
    at = packed.index(DOC1.encode()) - 30
    flagged = packed[: at + 6] + struct.pack("<H", 0x800) + packed[at + 8 :]
    archive, verdicts = read(flagged.replace(DOC1.encode(), DOC1.encode()[:-1] + b"\xc3", 1))
    assert verdicts == ["xdm.file-damaged"]
    assert [held.intact for held in archive.documents] == [False, True]


def test_a_file_that_begins_before_the_archive_is_told(packed):
    at, end = described(packed, METADATA), packed.rindex(b"PK\x05\x06")
    (start,) = struct.unpack_from("<L", packed, end + 16)
    later = packed[: end + 16] + struct.pack("<L", start + 10) + packed[end + 20 :]
    assert read(later[: at + 42] + struct.pack("<L", 5) + later[at + 46 :])[1] == ["xdm.file-damaged"]


def test_a_file_that_many_metadata_announce_is_read_once(altered_archive):
    entry = re.compile(rb"<rim:ExtrinsicObject .*?</rim:ExtrinsicObject>", re.DOTALL)
    crowd = altered_archive({METADATA: lambda data: entry.sub(lambda one: one[0] * 40, data, count=1)})
    source = Counted(crowd)
    with xdm.unpack(source) as archive:
        assert len(archive.documents) == 41
    assert source.taken < 3 * len(crowd)


class Counted(io.BytesIO):
    """A file that counts the bytes read of it."""

    taken = 0

    def read(self, size=-1):
        data = super().read(size)
        self.taken += len(data)
        return data


def test_a_byte_damaged_on_the_way_is_told_of_its_file(packed):
    at = packed.index(DOC1.encode()) + len(DOC1) + 200
    damaged = packed[:at] + bytes([packed[at] ^ 0xFF]) + packed[at + 1 :]
    archive, verdicts = read(damaged)
    assert verdicts == ["xdm.file-damaged"]
    assert [held.intact for held in archive.documents] == [False, True]


def test_a_zip64_archive_is_read_like_another(packed):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(target, "w") as archive:
        for info in source.infolist():
            with archive.open(info.filename, "w", force_zip64=True) as file:
                file.write(source.read(info))
    data = target.getvalue()
    end = data.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<2xHLL", data, end + 8)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    narrow = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    archive, verdicts = read(data[:end] + wide + locator + narrow)
    assert verdicts == []
    assert [held.intact for held in archive.documents] == [True, True]


def test_a_name_that_is_not_what_it_says_to_be_is_no_archive(altered_archive):
    named = altered_archive(added=[("IHE_XDM/é.XML", b"x")])
    assert read(named.replace("é".encode(), b"\xff\xfe"))[1] == ["xdm.not-a-zip"]


def test_another_compression_is_not_read(made):
    assert read(made([("IHE_XDM/SUBSET01/METADATA.XML", b"x")], method=zipfile.ZIP_LZMA))[1] == [
        "xdm.compression-unknown"
    ]


@pytest.mark.parametrize("data", [b"", b"PK", b"<html/>", bytes(100)])
def test_what_is_no_zip_file_is_told(data):
    assert read(data)[1] == ["xdm.not-a-zip"]


def test_why_a_file_is_no_archive_is_told_in_the_language_of_the_sentence(packed):
    with xdm.unpack(packed[:100]) as cut, xdm.unpack(packed.replace(b"PK\x01\x02", b"XX\x01\x02")) as holed:
        found = [archive.findings[0] for archive in (cut, holed)]
    assert "la fin manque" in found[0].sentence("fr")
    assert "its end is missing" in found[0].sentence("en")
    assert "est illisible" in found[1].sentence("fr")


def test_an_archive_cut_anywhere_never_ends_in_an_exception(packed):
    for end in range(0, len(packed), 97):
        archive, verdicts = read(packed[:end])
        assert (verdicts, archive.documents) == (["xdm.not-a-zip"], ())


def test_a_byte_changed_anywhere_never_ends_in_an_exception_nor_in_other_bytes(packed, minimal, second):
    for at in range(0, len(packed), 41):
        spoilt = packed[:at] + bytes([packed[at] ^ 0x55]) + packed[at + 1 :]
        with xdm.unpack(spoilt) as archive:
            assert all(held.read() in {minimal, second} for held in archive.documents if held.intact)


def test_every_verdict_of_archives_is_obtained_in_these_tests():
    here = Path(__file__).parent
    text = "".join((here / name).read_text("utf-8") for name in ("test_unpacking.py", "test_packing.py"))
    assert {id for id in catalogue() if id.startswith("xdm.")} == set(re.findall(r'"(xdm\.[a-z-]+)"', text))


def test_a_file_that_many_entries_name_is_read_once(packed, made):
    class Counted(io.BytesIO):
        count = 0

        def read(self, *arguments):
            data = super().read(*arguments)
            self.count += len(data)
            return data

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    (entry,) = re.findall(
        rb"<(?:\w+:)?ExtrinsicObject.*?DOC00001.*?</(?:\w+:)?ExtrinsicObject>", files[METADATA], re.DOTALL
    )
    again = b"".join(entry.replace(b'id="urn:uuid:', b'id="urn:uuid:%d' % number) for number in range(50))
    files[METADATA] = files[METADATA].replace(entry, entry + again)
    files[DOC1] += b" " * 100_000
    source = Counted(made(files.items(), method=zipfile.ZIP_STORED))
    with xdm.unpack(source) as archive:
        assert len(archive.documents) == 52
        assert told(archive).count("xdm.document-altered") == 2 * 51
    assert source.count < 5 * len(source.getvalue())


def test_every_file_that_counts_can_be_read_announced_or_not_and_of_two_with_one_name_none(altered_archive, made):
    odd = altered_archive(added=[("AUTRE.TXT", b"x"), ("IHE_XDM/SUBSET01/doc00001.xml", b"y"), ("__MACOSX/a", b"z")])
    with xdm.unpack(odd) as archive:
        names = [file.name for file in archive.files]
        assert [archive.read(file) for file in archive.files if file.name == "AUTRE.TXT"] == [b"x"]
    assert sorted(names) == sorted([METADATA, DOC2, "INDEX.HTM", "README.TXT", "AUTRE.TXT"])
    with xdm.unpack(made([("a.txt", b"x")])) as archive:
        assert [archive.read(file) for file in archive.files] == [b"x"]
