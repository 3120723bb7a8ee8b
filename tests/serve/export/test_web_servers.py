"""The configuration that docs/export.md gives for nginx and for Apache, each run over a copy as it stands there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ports import free_port, program, running

pytestmark = pytest.mark.engines
PAGE = Path(__file__).parents[3] / "docs" / "export.md"
NGINX = """daemon off; pid "{here}/pid"; error_log "{here}/error.log";
events {{}}
http {{ include /etc/nginx/mime.types; access_log off; client_body_temp_path "{here}/body"; {config} }}
"""
APACHE = """ServerRoot /usr/lib/apache2
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{here}/pid"
ErrorLog "{here}/error.log"
User www-data
Group www-data
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule mime_module modules/mod_mime.so
LoadModule rewrite_module modules/mod_rewrite.so
LoadModule dir_module modules/mod_dir.so
TypesConfig /etc/mime.types
DocumentRoot "{copy}"
<Directory "{copy}">
Require all granted
{config}
</Directory>
"""


def documented(language: str) -> str:
    """The one block of a language in the page."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert isinstance(found, str)
    return found


def command(server: str, copy: Path, here: Path, port: int) -> list[str]:
    """Writes what a server is told, and gives what starts it."""
    config, file = documented(server), here / "server.conf"
    if server == "nginx":
        config = config.replace("root /srv/kg;", f'listen 127.0.0.1:{port}; root "{copy}";')
        file.write_text(NGINX.format(here=here, config=config), "utf-8")
        return [program("nginx", "nginx-light"), "-c", str(file), "-e", str(here / "error.log")]
    file.write_text(APACHE.format(here=here, copy=copy, port=port, config=config), "utf-8")
    return [program("apache2", "apache2"), "-D", "FOREGROUND", "-f", str(file)]


@pytest.fixture(scope="module", params=["nginx", "apache"])
def port(request: pytest.FixtureRequest, copy: Path) -> Iterator[int]:
    """A web server over the copy, moved to where its own user may read."""
    with TemporaryDirectory() as folder:
        here = Path(folder)
        here.chmod(0o755)
        shutil.copytree(copy, here / "copy")
        found = free_port()
        with running(command(request.param, here / "copy", here, found), found, here):
            yield found


def get(port: int, path: str, accept: str = "text/html") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept": accept})
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response, data


@pytest.mark.parametrize("path", ["/", "/en/", "/doc/plain", "/en/doc/plain", "/id/plain", "/dataset"])
def test_pages_stand_at_their_own_addresses(port: int, path: str) -> None:
    response, data = get(port, path)
    assert (response.status, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"<html" in data


@pytest.mark.parametrize(
    "suffix, media_type",
    [
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("nt", "application/n-triples"),
        ("rdf", "application/rdf+xml"),
    ],
)
def test_data_are_where_a_program_asks_for_them(port: int, copy: Path, suffix: str, media_type: str) -> None:
    response, _ = get(port, "/id/plain", f"{media_type}, */*;q=0.1")
    assert response.status == 303
    location = response.headers["Location"].removeprefix(f"http://127.0.0.1:{port}")
    assert location == f"/doc/plain.{suffix}"
    response, data = get(port, location)
    assert response.headers["Content-Type"].partition(";")[0] == media_type
    assert data == (copy / "doc" / f"plain.{suffix}").read_bytes()


def test_what_is_missing_has_its_page_and_the_description_its_type(port: int, copy: Path) -> None:
    response, data = get(port, "/doc/nothing")
    assert (response.status, data) == (404, (copy / "404.html").read_bytes())
    response, _ = get(port, "/.well-known/void")
    assert response.headers["Content-Type"].partition(";")[0] == "text/turtle"
