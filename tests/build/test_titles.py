"""The line of a text that is taken as its title."""

from __future__ import annotations

import pytest

from kg.build.titles import title_of

BODY = "\n\nNăm 2024, xã Mẫu Lâm thực hiện nhiệm vụ trong điều kiện khó khăn."
TITLE = "Kết quả công tác tháng 6 năm 2024 của xã Mẫu Lâm"
BEFORE = {
    "nothing": "",
    "a menu": "Trang chủ Giới thiệu Tin tức - Sự kiện Văn bản Liên hệ\n",
    "a menu with bars": "Nông nghiệp | Công nghiệp | Dịch vụ | Văn hóa\n",
    "a date line": "Thứ Sáu, ngày 28 tháng 6 năm 2024\nMẫu Lâm, ngày 28 tháng 6 năm 2024\n",
    "a masthead": "ỦY BAN NHÂN DÂN XÃ MẪU LÂM\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n",
    "a masthead of two lines": "ỦY BAN NHÂN DÂN\nXÃ MẪU LÂM\n",
    "a symbol": "Số: 12/BC-UBND ngày 28 tháng 6\nBÁO CÁO\n",
    "an address": "Điện thoại: 0000 000 000 - Email: xa@maulam.example.org\n",
    "a page number": "Trang 1 trên 12 trang\n",
}
TITLES = [TITLE, "ĐẢNG BỘ XÃ MẪU LÂM TỔNG KẾT CÔNG TÁC XÂY DỰNG ĐẢNG NĂM 2024", "Sở Tài chính công bố dự toán 2024",
    "Số hộ nghèo giảm một nửa", "Thu ngân sách 6 tháng đầu năm vượt tiến độ"]  # fmt: skip


@pytest.mark.parametrize("name", BEFORE)
def test_what_stands_before_a_title_is_passed_over(name: str) -> None:
    text = BEFORE[name] + TITLE + BODY
    span = title_of(text)
    assert text[span.start : span.end] == TITLE


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_kept(title: str) -> None:
    text = f"Trang chủ | Tin tức | Liên hệ\n\u00a0{title} {BODY}"
    span = title_of(text)
    assert text[span.start : span.end] == title


def test_a_text_of_menus_has_a_title_all_the_same() -> None:
    text = "Trang chủ Giới thiệu Liên hệ\nHỏi đáp"
    span = title_of(text)
    assert text[span.start : span.end] == "Trang chủ Giới thiệu Liên hệ"
