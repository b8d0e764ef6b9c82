"""What every page says to the browser and to its reader, whatever its room."""

from __future__ import annotations

import contextlib

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from socle.web.errors import bad_request, failure, forbidden, form_expired
from socle.web.export import csv_file
from socle.web.middleware import security_headers
from socle.web.places import CITIZEN, MANUAL, PROFESSIONAL, REGION, SANDBOX, STRUCTURE

#: Pages that need nobody signed in.
OPEN = ["/", "/regles/", "/regles/DMP-073/", "/verdicts/", "/composants/", "/aide/"]
OPEN += ["/regles/choix/", "/regles/choix/programmes/"]


def _breaks(request):
    raise RuntimeError("secret detail")


urlpatterns = [path("casse/", _breaks)]
handler500 = "socle.web.errors.failure"


def _read(answer):
    with contextlib.closing(answer):
        return b"".join(answer.streaming_content)


@pytest.mark.parametrize("address", OPEN)
def test_a_page_loads_nothing_from_elsewhere_and_runs_no_inline_script(client, address):
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    text = answer.content.decode()
    assert "<script" not in text
    assert " style=" not in text
    assert " onclick" not in text


@pytest.mark.django_db  # the end of a streamed answer closes Django's connections
@pytest.mark.parametrize("address", OPEN)
def test_a_first_page_weighs_at_most_sixty_kilobytes_with_its_styles(client, address):
    text = client.get(address).content
    body = _read(client.get("/static/web/socle.css"))
    assert len(text) + len(body) <= 60_000


@pytest.mark.parametrize("address", OPEN)
def test_a_page_is_in_french_with_one_heading_and_a_way_past_the_navigation(client, address):
    text = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert '<html lang="fr">' in text
    assert text.count("<h1") == 1
    assert 'href="#contenu"' in text
    assert 'id="contenu"' in text


def test_a_page_is_not_kept_by_a_shared_browser(client):
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_a_header_that_a_view_set_is_kept():
    answer = security_headers(lambda request: HttpResponse(headers={"Cache-Control": "max-age=5"}))(None)
    assert answer.headers["Cache-Control"] == "max-age=5"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@override_settings(SOCLE_SANDBOX=True)
def test_the_sandbox_says_on_every_page_that_its_people_are_invented(client):
    for address in [*OPEN, "/nulle-part/"]:
        assert "Données fictives" in client.get(address).content.decode(), address


@override_settings(SOCLE_SANDBOX=False)
def test_a_real_server_has_no_such_banner(client):
    assert "Données fictives" not in client.get("/").content.decode()


def test_an_unknown_address_says_what_happened_what_was_kept_and_what_next(client):
    answer = client.get("/nulle-part/")
    text = answer.content.decode()
    assert answer.status_code == 404
    for part in (
        "Il n’y a rien à cette adresse",
        "Ce qui a été conservé",
        "Que faire maintenant",
        "Revenir à l’accueil",
    ):
        assert part in text, part


@pytest.mark.parametrize(
    ("address", "place"), [("/mon-espace/x/y/", CITIZEN), ("/pro/x/y/", PROFESSIONAL), ("/nulle-part/", MANUAL)]
)
def test_whoever_is_lost_stays_in_his_own_place(client, address, place):
    answer = client.get(address)
    assert answer.context["place"] is place
    assert f'class="button main" href="{place.address}"' in answer.content.decode()


def test_whoever_is_refused_a_place_is_not_sent_back_to_its_door(rf):
    text = forbidden(rf.get("/pro/")).content.decode()
    assert 'class="button main" href="/"' in text


@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_tells_nothing_of_the_inside():
    answer = Client(raise_request_exception=False).get("/casse/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "secret detail" not in text
    assert "Ce qui était enregistré le reste" in text


@pytest.mark.parametrize(
    ("view", "status"), [(bad_request, 400), (forbidden, 403), (form_expired, 403), (failure, 500)]
)
def test_each_error_has_a_page_of_its_own(view, status):
    answer = view(RequestFactory().get("/"))
    assert answer.status_code == status
    assert "Que faire maintenant" in answer.content.decode()


def test_a_form_sent_from_elsewhere_is_refused_in_french():
    answer = Client(enforce_csrf_checks=True).post("/", {"a": "b"})
    assert answer.status_code == 403
    assert "Rien n’a été enregistré." in answer.content.decode()


def test_each_place_has_its_own_sign():
    places = (CITIZEN, PROFESSIONAL, STRUCTURE, REGION, SANDBOX, MANUAL)
    assert len({place.sign for place in places}) == len(places)


def test_the_navigation_says_where_one_is(client):
    assert '<a href="/regles/" aria-current="page">' in client.get("/regles/DMP-073/").content.decode()


def test_an_unknown_address_stands_under_no_navigation(client):
    assert "aria-current" not in client.get("/nulle-part/").content.decode()


def test_a_navigation_never_leads_nowhere(client):
    for place in (CITIZEN, PROFESSIONAL, SANDBOX, MANUAL):
        for item in place.items:
            if item.exists:
                assert client.get(item.address).status_code in {200, 302}, item.address


def test_a_csv_opens_in_a_french_spreadsheet_and_runs_nothing():
    answer = csv_file("x.csv", ("Nom", "Note"), [("é;à", "=1+1"), ('"', "-2"), (None, 3)])
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert text == 'Nom;Note\r\n"é;à";\'=1+1\r\n"""";\'-2\r\n;3\r\n'
    assert answer.headers["Content-Disposition"] == 'attachment; filename="x.csv"'


@pytest.mark.django_db
def test_the_style_sheet_is_served_without_a_build_step(client):
    text = client.get("/").content.decode()
    address = text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "max-age" in answer.headers["Cache-Control"]
    assert b"--accent" in _read(answer)


def test_static_files_never_lead_out_of_their_folder(client):
    for name in ("../apps.py", "web/../../pages.py", "web/", "web/nothing.css"):
        assert client.get(f"/static/{name}").status_code in {400, 404}, name
