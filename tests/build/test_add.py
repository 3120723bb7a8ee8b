"""A file becomes a source folder: whole, or not at all."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from tests.build.pdf import pdf

from kg.build import source
from kg.build.add import About, Added, add
from kg.build.model import FACTS
from kg.errors import SourceError

ROOT = Path(__file__).parents[2]
TEXT = Path(__file__).parent / "texts" / "xa-mau-lam.txt"
URL = "https://maulam.example.org/bao-cao-2024"
TODAY = date(2026, 11, 22)

PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Xã Mẫu Lâm tổng kết năm 2024</title></head>
<body><nav><a href="/">Trang chủ</a> <a href="/tin">Tin tức</a> <a href="/lien-he">Liên hệ</a></nav>
<article><h1>Xã Mẫu Lâm tổng kết năm 2024</h1>
<p>Năm 2024, xã Mẫu Lâm thực hiện nhiệm vụ trong điều kiện thời tiết không thuận lợi, song nhiều chỉ tiêu đạt khá.</p>
<h2>Nông nghiệp</h2>
<ul><li>Tổng diện tích gieo trồng đạt 1.250,5 ha, bằng 104,2% kế hoạch.</li>
<li>Sản lượng lương thực có hạt đạt 6.480 tấn.</li></ul>
<table><tr><th>Chỉ tiêu</th><th>Thực hiện</th></tr><tr><td>Tỷ lệ hộ nghèo</td><td>2,8%</td></tr></table>
<p>Công tác xây dựng Đảng được chú trọng; trong năm đã kết nạp 07 đảng viên mới, đạt chỉ tiêu đề ra.</p></article>
<footer>Bản quyền thuộc Cổng thông tin điện tử xã Mẫu Lâm. Điện thoại 0000 000 000</footer></body></html>"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the authorities and no source."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "authority").symlink_to(ROOT / "data" / "authority")
    return folder


def added(file: Path, data: Path, **about: object) -> Added:
    return add(file, About(**about), data, ROOT / "ontology", TODAY)  # type: ignore[arg-type]


def saved(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def word_file() -> bytes:
    made = docx.Document()
    made.add_paragraph("Báo cáo kết quả năm 2024 của xã Mẫu Lâm")
    made.add_paragraph("Kết nạp 07 đảng viên mới.", style="List Bullet")
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Tỷ lệ hộ nghèo", "2,8%"
    made.add_paragraph("Thu ngân sách trên địa bàn đạt 8,4 tỷ đồng.")
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_text_is_kept_byte_for_byte(data: Path) -> None:
    made = added(TEXT, data, publisher="UBND xã Mẫu Lâm", published=date(2024, 12, 20), url=URL)
    assert (made.document.folder / "text.txt").read_bytes() == TEXT.read_bytes()
    assert made.document.id == hashlib.sha256(URL.encode()).hexdigest()[:16]
    assert source.load(made.document.folder).meta == made.document.meta


def test_what_is_known_and_what_is_not(data: Path) -> None:
    meta = added(TEXT, data, publisher="UBND xã Mẫu Lâm").document.meta
    assert meta["publisher"] == "UBND xã Mẫu Lâm"
    assert meta["origin"]["unknown"] == ["address", "date of publication"]
    assert meta["id"] == hashlib.sha256(TEXT.read_bytes()).hexdigest()[:16]
    assert meta["added"] == TODAY


def test_promises_are_about_what_came_out(data: Path) -> None:
    made = added(TEXT, data)
    kinds = [c.kind for c in made.proposal.candidates]
    for kind, (least, most) in made.document.promises.items():
        assert kind in FACTS
        assert 1 <= least <= kinds.count(kind) <= most
    assert made.document.promises["figure"][0] > 1


def test_the_title_stands_in_the_text(data: Path) -> None:
    text = TEXT.read_text("utf-8")
    made = added(TEXT, data, title="kết quả thực hiện nhiệm vụ năm 2024")
    assert made.document.exact(*made.document.meta["title"]) == "Kết quả thực hiện nhiệm vụ năm 2024"
    assert made.remarks == ()
    assert text.startswith("BÁO CÁO\n")


def test_a_title_from_outside_is_told_and_the_first_full_line_taken(data: Path) -> None:
    made = added(TEXT, data, title="Một tiêu đề khác hẳn")
    assert made.document.exact(*made.document.meta["title"]).startswith("Kết quả thực hiện")
    assert "Một tiêu đề khác hẳn" in made.remarks[0]
    assert made.remarks[0] in made.document.meta["origin"]["known"]


def test_a_saved_page(data: Path, tmp_path: Path) -> None:
    made = added(saved(tmp_path, "trang.html", PAGE.encode()), data)
    text = made.document.text
    lines = text.splitlines()
    assert "Tổng diện tích gieo trồng đạt 1.250,5 ha, bằng 104,2% kế hoạch." in text
    assert any("Nông nghiệp" in line and "diện tích" not in line for line in lines)
    assert any("Tỷ lệ hộ nghèo" in line and "2,8%" in line for line in lines)
    assert "Trang chủ" not in text
    assert "Bản quyền" not in text
    assert text.startswith("Xã Mẫu Lâm tổng kết năm 2024") or "\nXã Mẫu Lâm tổng kết năm 2024" in text
    assert (made.document.folder / "original.html").read_bytes() == PAGE.encode()


def test_a_pdf_keeps_the_hyphen_of_a_symbol_that_the_page_broke(data: Path, tmp_path: Path) -> None:
    lines = ["Thực hiện Kế hoạch số 15/KH-", "UBND ngày 25/01/2021 của UBND xã", "a) Xã có 40 hộ nghèo."]
    made = added(saved(tmp_path, "bao-cao.pdf", pdf(lines)), data)
    assert made.document.text.startswith(
        "Thực hiện Kế hoạch số 15/KH-UBND ngày 25/01/2021 của UBND xã\na) Xã"
    )


def test_a_pdf_joins_the_lines_that_the_page_broke(data: Path, tmp_path: Path) -> None:
    lines = [
        "Báo cáo kết quả năm 2024 của xã Mẫu Lâm",
        "Tổng diện tích gieo trồng: 1.250,5/1.200 ha, đạt 104,2% kế hoạch, tăng 3,5%",
        "so với năm 2023.",
        "- Kết nạp 07 đảng viên mới.",
    ]
    made = added(saved(tmp_path, "bao-cao.pdf", pdf(lines)), data)
    assert made.document.text == f"{lines[0]}\n{lines[1]} {lines[2]}\n{lines[3]}\n"
    assert made.document.meta["original"]["format"] == "application/pdf"


def test_a_word_file_keeps_its_order(data: Path, tmp_path: Path) -> None:
    made = added(saved(tmp_path, "bao-cao.docx", word_file()), data)
    assert made.document.text.splitlines() == [
        "Báo cáo kết quả năm 2024 của xã Mẫu Lâm",
        "- Kết nạp 07 đảng viên mới.",
        "Tỷ lệ hộ nghèo | 2,8%",
        "Thu ngân sách trên địa bàn đạt 8,4 tỷ đồng.",
    ]


def test_a_damaged_original_is_seen(data: Path, tmp_path: Path) -> None:
    made = added(saved(tmp_path, "bao-cao.docx", word_file()), data)
    (made.document.folder / "original.docx").write_bytes(b"x")
    with pytest.raises(SourceError, match="SHA-256"):
        source.load(made.document.folder)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "No text was found"),
        ("a.txt", b"1234 5678\n", "No text was found"),
        ("a.txt", b"\0" * 500, "control character"),
        ("a.txt", "Tổng diện tích".encode("utf-16"), "UTF-16"),
        (
            "a.txt",
            b"T\xe6ng di\xd6n t\xddch gieo tr\xe5ng n\xa8m nay \xae\xb9t k\xd5 ho\xb9ch, s\xb6n l\xad\xeeng",
            "TCVN3",
        ),
        ("a.pdf", b"%PDF-1.4 broken", "cannot be opened"),
        ("a.pdf", pdf([" "]), "No text was found"),
        ("a.docx", b"PK\x03\x04 broken", "no Word file"),
        ("a.html", b"<html><body></body></html>", "No text was found"),
        ("a.odt", b"x", "are not read"),
    ],
)
def test_what_cannot_be_read_leaves_nothing_behind(
    data: Path, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    with pytest.raises(SourceError, match=says):
        added(saved(tmp_path, name, content), data)
    assert not (data / "sources").exists() or list((data / "sources").iterdir()) == []


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"name": "Báo cáo thứ nhất"}, "this name"),
        ({"name": "khac", "url": URL}, "this id"),
        ({"name": "khac", "url": "https://khac.example.org/"}, "this very text"),
    ],
)
def test_a_source_that_is_there_is_refused(data: Path, about: dict[str, str], says: str) -> None:
    first = added(TEXT, data, name="Báo cáo thứ nhất", url=URL)
    with pytest.raises(SourceError, match=says):
        added(TEXT, data, **about)
    assert [f.name for f in (data / "sources").iterdir()] == [first.document.name]


@pytest.mark.parametrize("url", ["maulam.example.org", "ftp://a/b", "https://a/b c", 'https://a/"'])
def test_a_bad_address(data: Path, url: str) -> None:
    with pytest.raises(SourceError, match="no web address"):
        added(TEXT, data, url=url)


def test_odd_letters_in_what_is_known(data: Path) -> None:
    odd = 'Trang "tin" \\ xã\nMẫu\x7f Lâm'
    made = added(TEXT, data, publisher=odd, name="x")
    told = tomllib.loads((made.document.folder / "source.toml").read_text("utf-8"))
    assert told["publisher"] == odd


def test_a_folder_half_made_is_no_source(data: Path) -> None:
    added(TEXT, data)
    (data / "sources" / ".dang-lam.new").mkdir()
    assert len(source.load_all(data)) == 1


def test_without_code_lists_nothing_is_added(tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.txt"
    file.write_text("Năm 2023, tổng đàn lợn đạt 500 con.\n", "utf-8")
    (tmp_path / "data").mkdir()
    with pytest.raises(SourceError, match="no code lists"):
        add(file, About(), tmp_path / "data", tmp_path / "ontology", date(2024, 1, 1))
    assert list((tmp_path / "data").rglob("*.toml")) == []
