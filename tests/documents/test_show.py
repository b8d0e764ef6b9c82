"""What a page shows of a document: every word, the structure, the files; none of the presentation."""

from __future__ import annotations

import base64

import pytest
from lxml import etree

from socle.documents import show
from socle.documents.showing.model import Figure, Form, ListOf, Paragraph, Table

HL7 = "{urn:hl7-org:v3}"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


@pytest.fixture
def narrated(read, altered, minimal):
    """The readable form of a document whose one section has this text (and whatever else stands after it)."""

    def narrate(text, rest="", title="Titre"):
        body = etree.fromstring(
            f'<structuredBody xmlns="urn:hl7-org:v3"><component><section><title>{title}</title><text>{text}</text>{rest}</section></component></structuredBody>'
        )
        return show(read(altered(minimal, "h:component/h:nonXMLBody", lambda old: old.getparent().replace(old, body))))

    return narrate


@pytest.fixture
def blocks(narrated):
    return lambda text, rest="": narrated(text, rest).sections[0].blocks


def words(block):
    match block:
        case Paragraph():
            return "".join(run.text if run.form is not Form.LINE_BREAK else "/" for run in block.runs)
        case ListOf():
            return [[words(inner) for inner in item] for item in block.items]
        case Table():
            return [
                [[words(inner) for inner in cell.blocks] for cell in row]
                for part in (block.head, block.body, block.foot)
                for row in part
            ]
        case Figure():
            return tuple(media.id for media in block.media)


@pytest.mark.parametrize("text", ["", "   \n ", "<br/><br/>", "<paragraph/>", "<!-- rien -->", "<content> </content>"])
def test_what_says_nothing_shows_nothing(blocks, text):
    assert blocks(text) == ()


def test_text_that_stands_where_the_schema_has_none_is_shown_rather_than_lost(blocks):
    table = "<table>avant<tr>hors<td>dans</td>cellule</tr><truc>inconnu</truc>après</table>"
    found = blocks(table)
    assert words(found[0]) == [[["dans"]]]
    assert set(words(found[1]).split()) == {"avant", "hors", "cellule", "inconnu", "après"}
    assert words(blocks("<list>libre<item>un</item></list>")[0]) == [["un"], ["libre"]]
    assert words(blocks("<inconnu>gardé <autre>aussi</autre></inconnu>")[0]) == "gardé aussi"


def test_tables_within_tables_without_end_become_text(blocks):
    deep = "mot"
    for _ in range(30):
        deep = f"<table><tr><td>{deep}</td></tr></table>"
    (outer,) = blocks(deep)
    depth = 0
    block = outer
    while isinstance(block, Table):
        depth += 1
        (block,) = block.body[0][0].blocks
    assert depth < 15
    assert words(block) == "mot"


def test_a_missing_file_is_an_empty_figure(blocks):
    (figure,) = blocks('<renderMultiMedia referencedObject="nulle-part"><caption>Image 1</caption></renderMultiMedia>')
    assert figure == Figure((), "Image 1")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "#", "", "data:text/html,x", "http://a b"]
)
def test_a_link_that_leads_nowhere_a_page_may_go_is_only_text(blocks, address):
    (paragraph,) = blocks(f'<linkHtml href="{address}">lien</linkHtml>')
    assert [(run.text, run.address) for run in paragraph.runs] == [("lien", "")]


def test_a_link_to_the_web_becomes_its_address_in_words_which_nobody_follows_by_a_click(blocks):
    (paragraph,) = blocks('voir <linkHtml href="https://exemple.example/a">ceci</linkHtml>.')
    assert words(paragraph) == "voir ceci (https://exemple.example/a)."
    assert not [run for run in paragraph.runs if run.address]
    (paragraph,) = blocks('<linkHtml href="https://exemple.example/">exemple.example</linkHtml>')
    assert words(paragraph) == "exemple.example"


def test_a_link_leads_to_the_place_of_the_document_that_it_names(blocks):
    text = 'voir <linkHtml href="#&quot;b">le tableau</linkHtml><table><tr><td ID="&quot;b">ici</td></tr></table>'
    paragraph, table = blocks(text)
    assert [run.address for run in paragraph.runs] == ["", "lieu-1"]
    assert [run.anchor for run in table.body[0][0].blocks[0].runs] == ["lieu-1", ""]


def test_footnotes_are_numbered_and_stand_at_the_end_of_their_section(narrated):
    text = 'a<footnote ID="n1">Première</footnote> b<footnote>Seconde</footnote> c<footnoteRef IDREF="n1"/><footnoteRef IDREF="x"/>'
    (section,) = narrated(text).sections
    assert [(note.number, words(note.blocks[0])) for note in section.notes] == [(1, "Première"), (2, "Seconde")]
    marks = [run for run in section.blocks[0].runs if run.form is Form.NOTE]
    assert [(run.text, run.address) for run in marks] == [("1", "note-1"), ("2", "note-2"), ("1", "note-1")]


def test_blanks_are_joined_as_pages_join_them_and_breaks_are_kept(blocks):
    (paragraph,) = blocks("  Glucose\n   à jeun<br/>4,89   mmol/L <br/> ")
    assert words(paragraph) == " Glucose à jeun/4,89 mmol/L "


def test_bold_italics_and_underlining_are_kept_as_words_of_ours_and_any_other_style_is_not(blocks):
    text = '<content styleCode="Bold xRed"><content styleCode="Underline">a</content></content><content styleCode="&lt;b&gt; BoldItalics">b</content>'
    (paragraph,) = blocks(text)
    assert [(run.text, run.styles) for run in paragraph.runs] == [
        ("a", ("bold", "underline")),
        ("b", ("bold", "italics")),
    ]
    (table,) = blocks('<table><tr><td styleCode="Bold">c</td><td>d</td></tr></table>')
    assert [cell.blocks[0].runs[0].styles for cell in table.body[0]] == [("bold",), ()]


def test_what_changes_the_meaning_is_kept(blocks):
    text = '<content styleCode="xRed" ID="a">10<sup>9</sup>/L H<sub>2</sub>O</content><content revised="delete">non</content><content revised="insert">oui</content>'
    (paragraph,) = blocks(text)
    assert [(run.text, run.form) for run in paragraph.runs] == [
        ("10", Form.PLAIN), ("9", Form.SUPERSCRIPT), ("/L H", Form.PLAIN), ("2", Form.SUBSCRIPT), ("O", Form.PLAIN),
        ("non", Form.DELETED), ("oui", Form.INSERTED),
    ]  # fmt: skip


def test_paragraphs_lists_and_loose_text_keep_their_order(blocks):
    found = blocks(
        "un<paragraph>deux</paragraph>trois<list listType='ordered'><caption>C</caption><item>a</item><item>b</item></list>quatre"
    )
    assert [words(block) for block in found] == ["un", "deux", "trois", [["a"], ["b"]], "quatre"]
    assert (found[3].ordered, found[3].caption) == (True, "C")


def test_header_cells_know_what_they_head(blocks):
    text = (
        '<table><caption>Bilan</caption><thead><tr><th colspan="2">Tout</th><th/></tr></thead>'
        '<tbody><tr><th rowspan="2">Sang</th><td>a</td></tr><tr><td>b</td></tr><tr><th>x</th><th>y</th></tr></tbody>'
        "<tfoot><tr><td>fin</td></tr></tfoot></table>"
    )
    (table,) = blocks(text)
    assert table.caption == "Bilan"
    assert [cell.scope for cell in table.head[0]] == ["colgroup", ""]
    assert [[cell.scope for cell in row] for row in table.body] == [["rowgroup", ""], [""], ["col", "col"]]
    assert (table.head[0][0].columns, table.body[0][0].rows) == (2, 2)
    assert words(table)[-1] == [["fin"]]


@pytest.mark.parametrize(
    ("written", "span"),
    [("0", 1), ("-3", 1), ("deux", 1), ("²", 1), ("3", 3), ("0003", 3), ("999999999", 1000), ("9" * 5000, 1000)],
    ids=lambda value: str(value)[:10],
)
def test_spans_are_bounded(blocks, written, span):
    (table,) = blocks(f'<table><tr><td colspan="{written}">a</td></tr></table>')
    assert table.body[0][0].columns == span


MEDIA = f'<entry><observationMedia ID="i1"><value mediaType="image/png" representation="B64">{PNG}</value></observationMedia></entry>'


def test_a_file_named_a_hundred_times_at_one_place_is_shown_once_there(narrated):
    readable = narrated(f'<renderMultiMedia referencedObject="{"i1 " * 100}"/>', MEDIA)
    (figure,) = readable.sections[0].blocks
    assert [media.id for media in figure.media] == ["i1"]


def test_a_file_of_the_document_is_shown_where_the_narrative_says(narrated):
    readable = narrated('avant<renderMultiMedia referencedObject="i1"/>', MEDIA)
    figure = readable.sections[0].blocks[1]
    assert [(media.id, media.is_image, media.title) for media in figure.media] == [("i1", True, "Titre")]
    assert readable.piece("i1").file.data.startswith(b"\x89PNG")
    assert readable.attachments == ()
    assert readable.piece("autre") is None


def test_a_file_that_the_narrative_does_not_show_is_attached(narrated):
    readable = narrated("texte", MEDIA + MEDIA + MEDIA.replace(' ID="i1"', ""))
    assert [media.id for media in readable.attachments] == ["i1", "media-2", "media-3"]


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "application/xml", ""])
def test_a_file_that_could_run_something_is_neither_shown_nor_served_as_it_says(narrated, media_type):
    (media,) = narrated("x", MEDIA.replace("image/png", media_type)).attachments
    assert not media.is_image
    assert media.safe_type == "application/octet-stream"


def test_a_section_without_a_title_takes_that_of_its_code(read, altered, minimal):
    body = etree.fromstring(
        '<structuredBody xmlns="urn:hl7-org:v3"><component><section><code displayName="Biochimie"/>'
        "<component><section><title>Ionogramme</title><text>Na</text></section></component></section></component></structuredBody>"
    )
    readable = show(read(altered(minimal, "h:component/h:nonXMLBody", lambda old: old.getparent().replace(old, body))))
    assert readable.sections[0].title == "Biochimie"
    assert readable.sections[0].sections[0].title == "Ionogramme"


def test_sections_within_sections_without_end_are_brought_up(read, altered, minimal):
    inner = "<section><title>30</title><text>fond</text></section>"
    for rank in range(29, 0, -1):
        inner = f"<section><title>{rank}</title><component>{inner}</component></section>"
    body = etree.fromstring(f'<structuredBody xmlns="urn:hl7-org:v3"><component>{inner}</component></structuredBody>')
    readable = show(read(altered(minimal, "h:component/h:nonXMLBody", lambda old: old.getparent().replace(old, body))))
    section, depth, seen = readable.sections[0], 1, ["1"]
    while section.sections:
        seen += [each.title for each in section.sections]
        section, depth = section.sections[0], depth + 1
    assert depth < 12
    assert seen == [str(rank) for rank in range(1, 31)]


def test_a_level_1_document_shows_the_file_it_wraps(read, letter):
    readable = show(read(letter))
    assert readable.sections == ()
    assert (readable.file.kind, readable.file.safe_type) == ("PDF", "application/pdf")
    assert readable.piece("document") is readable.file
    assert readable.file.size > 1000


def test_a_level_1_document_whose_file_is_damaged_is_shown_with_the_reason(read, altered, letter):
    readable = show(read(altered(letter, "h:component//h:text", lambda text: setattr(text, "text", "*"))))
    assert readable.file.file.data is None
    assert readable.file.file.trouble


def test_the_patient_goes_by_the_name_used(read, letter):
    patient = show(read(letter)).patient
    assert patient.name == "CAMILLE TAMARIN"
    assert patient.details == ("nom de naissance : BOISJOLY", "Féminin")
    assert patient.at.digits == "19840517"


def test_people_are_told_in_words_and_with_what_they_do(read, letter):
    people = [(who.part, who.name, who.details) for who in show(read(letter)).people]
    structure, specialty = "CH DES TROIS PONTS - SITE DU MOULIN", "Médecin - Médecine d'urgence (SM)"
    assert people == [
        ("Auteur", "DR Elias DAUMONT", ("Responsable de la sortie", specialty, structure)),
        ("Responsable du document", "DR Elias DAUMONT", (specialty, structure)),
        ("Acte réalisé par", "DR Elias DAUMONT", (specialty, structure)),
        ("Conservé par", structure, ()),
    ]


def test_dates_are_told_with_their_end(read, letter):
    dates = [(when.label, when.at.utc, when.until.utc if when.until else "") for when in show(read(letter)).dates]
    assert dates == [
        ("Document établi", "20260915095500", ""),
        ("Acte", "20260910060000", "20260915083000"),
        ("Prise en charge", "20260910060000", "20260915083000"),
    ]


def test_a_header_that_says_almost_nothing_is_still_shown(read):
    readable = show(read(b'<ClinicalDocument xmlns="urn:hl7-org:v3"><author/></ClinicalDocument>'))
    assert readable.title == "Document sans titre"
    assert [who.name for who in readable.people] == ["Personne non nommée"]
    assert (readable.sections, readable.file, readable.dates) == ((), None, ())


def texts(section):
    for block in section.blocks:
        yield from flat(words(block), block)
    for inner in section.sections:
        yield from texts(inner)


def flat(value, block):
    if isinstance(value, str):
        yield value.replace("/", "") if isinstance(block, Paragraph) else value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from flat(each, block)


def test_no_word_of_any_official_sample_is_lost(read, samples, derived):
    for name in derived:
        document = read((samples / "cda" / name).read_bytes())
        shown = "".join("".join(texts(section)) for section in show(document).sections)
        letters = "".join(shown.split()).replace("/", "")
        for section in document.root.iter(f"{HL7}section"):
            for text in section.findall(f"{HL7}text"):
                for piece in text.itertext():
                    assert "".join(piece.split()).replace("/", "") in letters, (name, piece)


def test_every_file_that_an_official_sample_refers_to_is_found(read, samples, derived):
    for name in derived:
        document = read((samples / "cda" / name).read_bytes())
        readable = show(document)
        referred = [each.get("referencedObject") for each in document.root.iter(f"{HL7}renderMultiMedia")]
        known = [id for id in referred if readable.piece(id)]
        assert all(readable.piece(id).file.data for id in known), name
        assert len(readable.media) == len(list(document.root.iter(f"{HL7}observationMedia"))), name
