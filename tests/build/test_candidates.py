"""What the extractor finds, as candidates of our kinds: subjects, units, indicators, changes, and what is left."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.build import assemble, source
from kg.build.extract import candidates, lists
from kg.build.extract.spoken import period
from kg.build.facts import Candidate, Proposal, Span, Status
from kg.build.model import FACTS
from kg.build.passages import find
from kg.build.source import Document

ROOT = Path(__file__).parents[2]
LISTS = lists.read(ROOT / "ontology", ROOT / "data" / "authority")
NAME = "dang-bo-co-quan-chinh-quyen-huyen-2020"

Read = Callable[[str], Proposal]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Proposes candidates for a text whose first line is its title."""

    def proposal(text: str) -> Proposal:
        (tmp_path / "text.txt").write_bytes(text.encode())
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        meta = {"id": "0" * 16, "title": [0, len(text.partition("\n")[0])], "language": "vi"}
        return candidates.read(Document("a", tmp_path, "0" * 16, text, sha256, len(text), meta), LISTS)

    return proposal


def only(proposal: Proposal, kind: str) -> Candidate:
    found = [c for c in proposal.candidates if c.kind == kind]
    assert len(found) == 1, [c.id for c in found]
    return found[0]


def figure(proposal: Proposal, start: str) -> Candidate:
    return next(c for c in proposal.candidates if c.kind == "figure" and c.ref("name") == start)


HEADING = "Báo cáo năm 2024 của xã Mẫu Lâm\n"


def test_a_figure_with_plan_percentage_and_change(read: Read) -> None:
    found = read(
        HEADING
        + "Tổng diện tích gieo trồng: 1.250,5/1.200 ha, đạt 104,2% kế hoạch, tăng 3,5% so với năm 2023."
    )
    values = figure(found, "Tổng diện tích gieo trồng").values
    assert values["indicator"] == "sown-area"
    assert (values["actual"], values["plan"], values["percent"]) == ("1.250,5", "1.200", "104,2")
    assert (values["unit"], values["period"], values["area"]) == ("unit:HA", "2024", "area.xa-mau-lam")
    change = only(found, "change").values
    assert (change["amount"], change["direction"], change["baseline"]) == ("3,5", "up", "2023")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Sản lượng lương thực có hạt ước đạt 6.480 tấn.", {"actual": "6.480", "observed": "sdmx-code:obsStatus-E"}),
        ("Tỷ lệ hộ nghèo còn 2,8%.", {"actual": "2,8", "unit": "unit:PERCENT", "indicator": "poor-household-rate"}),
        ("Thu ngân sách trên địa bàn gần 8,4 tỷ đồng.", {"actual_comparator": "almost", "unit": "def:unit/BillionVND"}),
        ("Năng suất lúa đạt 55 - 57 tạ/ha.", {"range_low": "55", "range_high": "57"}),
        ("Dân số toàn xã có 6,2 nghìn người.", {"actual": "6,2", "unit": "def:unit/KiloPERSON"}),
        ("Phấn đấu thu ngân sách trên địa bàn đạt 9 tỷ đồng trở lên.", {"plan": "9", "plan_comparator": "at-least"}),
    ],
)  # fmt: skip
def test_the_forms_of_the_model(read: Read, sentence: str, expected: dict[str, str]) -> None:
    found = only(read(HEADING + sentence), "figure").values
    assert {name: found.get(name) for name in expected} == expected


def test_an_indicator_that_no_list_has(read: Read) -> None:
    found = read(HEADING + "Hỗ trợ 45 bộ bàn ghế kiểu mới cho trường tiểu học.")
    indicator = only(found, "indicator")
    assert only(found, "figure").values["indicator"] == indicator.id
    assert "bộ bàn ghế kiểu mới" in str(indicator.values["name"])
    assert indicator.id.startswith("indicator.bo-ban-ghe-kieu-moi")


@pytest.mark.parametrize(
    ("sentence", "indicator"),
    [
        ("Tỷ lệ hộ nghèo của xã còn 2,8%.", "poor-household-rate"),
        ("Kết nạp 07 đảng viên mới.", "party-admission"),
        ("Diện tích gieo trồng đạt 12 ha.", "sown-area"),
    ],
)
def test_other_words_for_an_indicator(read: Read, sentence: str, indicator: str) -> None:
    assert only(read(HEADING + sentence), "figure").values["indicator"] == indicator


def test_a_name_in_another_unit_is_not_that_indicator(read: Read) -> None:
    found = read(HEADING + "Tổng diện tích gieo trồng đạt 12 tỷ đồng.")
    assert str(only(found, "figure").values["indicator"]).startswith("indicator.")


def test_words_without_a_year_are_no_period(read: Read) -> None:
    found = read("Báo cáo của xã Mẫu Lâm\nĐến nay, tỷ lệ hộ nghèo còn 2,8%.")
    values = only(found, "figure").values
    assert "period" not in values
    assert values["period_words"] == "Đến nay"


def test_no_area_is_taken_from_the_report_and_trusted_less(read: Read) -> None:
    found = only(
        read("Hội nghị tổng kết năm 2024\nHuyện tổ chức hội nghị. Tỷ lệ hộ nghèo còn 2,8%."), "figure"
    )
    assert found.values["area"] == "area.huyen"
    stated = only(read(HEADING + "Tỷ lệ hộ nghèo còn 2,8%."), "figure")
    assert found.confidence <= stated.confidence


def test_a_post_a_body_and_a_person(read: Read) -> None:
    found = read(HEADING + "Đồng chí Lê Thử Nghiệm, Chủ tịch UBND xã Mẫu Lâm phát biểu.")
    values = only(found, "tenure").values
    assert values["label"] == "Chủ tịch UBND xã Mẫu Lâm"
    assert (values["role"], values["organisation"]) == ("chair", "body.ubnd-xa-mau-lam")
    assert only(found, "person").values["name"] == "Lê Thử Nghiệm"


def test_a_citation_and_its_document(read: Read) -> None:
    words = "Thực hiện Nghị quyết số 15-NQ/ĐU ngày 5 tháng 1 năm 2024 của Đảng ủy xã Mẫu Lâm về kinh tế vườn."
    found = read(HEADING + words)
    citation, document = only(found, "citation").values, only(found, "document").values
    assert (citation["number"], citation["date"]) == ("15-NQ/ĐU", "5 tháng 1 năm 2024")
    assert (document["date"], document["type"]) == ("2024-01-05", "nghi-quyet")
    assert citation["issuer"] == document["issuer"] == "body.dang-uy-xa-mau-lam"


def test_a_national_document_is_that_of_the_authorities(read: Read) -> None:
    found = read(
        HEADING + "Thực hiện Chỉ thị số 05-CT/TW ngày 15/5/2016 của Bộ Chính trị về học tập và làm theo."
    )
    assert only(found, "document").values["national"] == "05-ct-tw/2016-05-15"
    assert only(found, "citation").values["issuer"] == "body.bo-chinh-tri"


def test_another_date_is_another_document(read: Read) -> None:
    found = read(HEADING + "Thực hiện Chỉ thị số 05-CT/TW ngày 16/6/2020 của Bộ Chính trị về việc khác.")
    assert "national" not in only(found, "document").values


def test_a_meeting_and_who_chaired_it(read: Read) -> None:
    words = "Ngày 18/12/2024, UBND xã Mẫu Lâm tổ chức hội nghị tổng kết năm 2024, dưới sự chủ trì của "
    found = read(f"{HEADING}{words}đồng chí Lê Thử Nghiệm, Chủ tịch UBND xã Mẫu Lâm.")
    meeting = only(found, "meeting")
    assert (meeting.values["type"], meeting.values["date"]) == ("conference", "18/12/2024")
    chaired = only(found, "participation").values
    assert (chaired["meeting"], chaired["role"]) == (meeting.id, "chair-of-meeting")
    assert chaired["in_capacity"] == [only(found, "tenure").id]


def test_a_day_without_a_year_stays_words(read: Read) -> None:
    found = read(HEADING + "Ngày 9/6, UBND xã Mẫu Lâm tổ chức hội nghị sơ kết công tác.")
    values = only(found, "meeting").values
    assert "date" not in values
    assert "9/6" in str(values["date_words"])


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Chi ngân sách địa phương đạt 612 tỷ 350 triệu đồng.", "one piece"),
        ("Doanh thu bình quân đạt 250 triệu đồng/con/năm.", "unit"),
        ("Phấn đấu tỷ lệ hộ nghèo còn 1 - 1,5%.", "range"),
    ],
)
def test_what_has_no_term_is_listed(read: Read, sentence: str, reason: str) -> None:
    found = read(HEADING + sentence)
    assert any(reason in left.reason for left in found.left)
    assert all(left.span.start >= len(HEADING) for left in found.left)


def test_offsets_are_exact_however_the_letters_are_written(read: Read) -> None:
    text = unicodedata.normalize(
        "NFD", HEADING + "Tỷ lệ hộ nghèo còn 2,8%. Đồng chí Lê Thử Nghiệm, Chủ tịch UBND xã Mẫu Lâm."
    )
    for candidate in read(text).candidates:
        assert all(0 <= span.start < span.end <= len(text) for span in candidate.spans)
        if name := candidate.ref("name"):
            assert name in text


def test_ids_outlive_what_stands_before(read: Read) -> None:
    last = "Tỷ lệ hộ nghèo còn 2,8%."
    before = read(HEADING + last)
    after = read(HEADING + "UBND xã Mẫu Lâm báo cáo. " + last)
    assert only(before, "figure").values["area"] == only(after, "figure").values["area"]
    assert only(before, "figure").values["indicator"] == only(after, "figure").values["indicator"]


def test_nothing_in_a_text_of_nothing(read: Read) -> None:
    assert read("\n\n").candidates == read("abc").candidates == ()


def test_nothing_is_judged(read: Read) -> None:
    found = read((Path(__file__).parent / "texts" / "xa-mau-lam.txt").read_text("utf-8"))
    assert {c.status for c in found.candidates} == {Status.EXTRACTED}
    assert len([c for c in found.candidates if c.kind in FACTS]) > 10
    assert not found.strict


def test_a_source_with_records_is_proposed_by_them_alone() -> None:
    proposal = assemble.propose(source.load(ROOT / "data" / "sources" / NAME), ROOT / "ontology")
    assert proposal.strict
    assert {c.rule for c in proposal.candidates} == {"records"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("năm 2024", "2024"),
        ("Trong năm 2024", "2024"),
        ("quý IV năm 2023", "2023-Q4"),
        ("quý V/2023", None),
        ("Sáu tháng đầu năm 2017", "2017-H1"),
        ("6 tháng cuối năm 2017", "2017-H2"),
        ("9 tháng đầu năm 2022", "2022-01--2022-09"),
        ("tháng 13/2022", None),
        ("tháng 4/2016", "2016-04"),
        ("giai đoạn 2021 - 2025", "2021--2025"),
        ("giai đoạn 2025 - 2021", None),
        ("6 tháng đầu năm", None),
        ("ngày 10/4/2020", None),
        ("vụ đông xuân năm 2019", None),
        ("từ năm 2011 đến nay", None),
    ],
)
def test_periods_as_they_are_worded(words: str, expected: str | None) -> None:
    assert period(words) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("số 35- NQ/TW của", "35-NQ/TW", Span(3, 12)),
        ("03-NQ/ÐU", "03-NQ/ĐU", Span(0, 8)),
        ("về\u00a0tăng  cường", "về tăng cường", Span(0, 14)),
        ("Đảng ủy", "đảng ủy", Span(0, 7)),
        ("a.b", "a-b", None),
        ("", "x", None),
        ("x", " ", None),
    ],
)
def test_words_are_found_as_they_are_written(text: str, words: str, expected: Span | None) -> None:
    assert find(text, words) == expected
