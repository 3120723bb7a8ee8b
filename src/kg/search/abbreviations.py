"""Abbreviations that reports and readers use, each with what it stands for: the one table, read both ways."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kg.search.words import words

TABLE = """
UBND = ủy ban nhân dân
UB = ủy ban
HĐND = hội đồng nhân dân
HĐ = hội đồng; hợp đồng
BTV = ban thường vụ
BCH = ban chấp hành
BCHTW = ban chấp hành trung ương
BCT = bộ chính trị; bộ công thương
BBT = ban bí thư
BTC = ban tổ chức; bộ tài chính
BTG = ban tuyên giáo
BDV = ban dân vận
BNC = ban nội chính
UBKT = ủy ban kiểm tra
UBMTTQ = ủy ban mặt trận tổ quốc
MTTQ = mặt trận tổ quốc
MTTQVN = mặt trận tổ quốc việt nam
ĐCSVN = đảng cộng sản việt nam
ĐCS = đảng cộng sản
CHXHCN = cộng hòa xã hội chủ nghĩa
VN = việt nam
TW = trung ương
TƯ = trung ương
ĐU = đảng ủy
HU = huyện ủy
TU = tỉnh ủy
VP = văn phòng
LĐLĐ = liên đoàn lao động
ĐTN = đoàn thanh niên
TNCS = thanh niên cộng sản
HCM = hồ chí minh
LHPN = liên hiệp phụ nữ
HLHPN = hội liên hiệp phụ nữ
HND = hội nông dân
HCCB = hội cựu chiến binh
CCB = cựu chiến binh
ĐBQH = đại biểu quốc hội
QH = quốc hội
CP = chính phủ
TTg = thủ tướng
TTCP = thanh tra chính phủ
TAND = tòa án nhân dân
TANDTC = tòa án nhân dân tối cao
VKSND = viện kiểm sát nhân dân
VKSNDTC = viện kiểm sát nhân dân tối cao
CA = công an
QS = quân sự
CHQS = chỉ huy quân sự
BĐBP = bộ đội biên phòng
KBNN = kho bạc nhà nước
NHNN = ngân hàng nhà nước
CSXH = chính sách xã hội
BHXH = bảo hiểm xã hội
BHYT = bảo hiểm y tế
BHTN = bảo hiểm thất nghiệp
KT-XH = kinh tế xã hội
VH-XH = văn hóa xã hội
QP-AN = quốc phòng an ninh
ANQP = an ninh quốc phòng
ANTT = an ninh trật tự
ANCT = an ninh chính trị
TTATXH = trật tự an toàn xã hội
TTATGT = trật tự an toàn giao thông
ATGT = an toàn giao thông
ATTP = an toàn thực phẩm
VSATTP = vệ sinh an toàn thực phẩm
PCTT = phòng chống thiên tai
TKCN = tìm kiếm cứu nạn
PCCC = phòng cháy chữa cháy
PCTN = phòng chống tham nhũng
CCHC = cải cách hành chính
TTHC = thủ tục hành chính
CNTT = công nghệ thông tin
CĐS = chuyển đổi số
DVC = dịch vụ công
NTM = nông thôn mới
XDNTM = xây dựng nông thôn mới
XD = xây dựng
HTX = hợp tác xã
DN = doanh nghiệp
SXKD = sản xuất kinh doanh
NSNN = ngân sách nhà nước
NSĐP = ngân sách địa phương
CN-TTCN = công nghiệp tiểu thủ công nghiệp
TTCN = tiểu thủ công nghiệp
TM-DV = thương mại dịch vụ
NLN = nông lâm nghiệp
NLTS = nông lâm thủy sản
NN = nông nghiệp; nhà nước
PTNT = phát triển nông thôn
NN&PTNT = nông nghiệp và phát triển nông thôn
TN&MT = tài nguyên và môi trường
TNMT = tài nguyên và môi trường
GD&ĐT = giáo dục và đào tạo
KH&ĐT = kế hoạch và đầu tư
KH&CN = khoa học và công nghệ
TT&TT = thông tin và truyền thông
LĐTBXH = lao động thương binh và xã hội
LĐ-TB&XH = lao động thương binh và xã hội
VHTTDL = văn hóa thể thao và du lịch
VHTT&DL = văn hóa thể thao và du lịch
GTVT = giao thông vận tải
QLDA = quản lý dự án
ĐTXD = đầu tư xây dựng
GPMB = giải phóng mặt bằng
QSDĐ = quyền sử dụng đất
GCN = giấy chứng nhận
THPT = trung học phổ thông
THCS = trung học cơ sở
DTTS = dân tộc thiểu số
ĐBDTTS = đồng bào dân tộc thiểu số
TDTT = thể dục thể thao
LTTP = lương thực thực phẩm
TTr = tờ trình
CT = chỉ thị; chủ tịch; chương trình
CTr = chương trình
NQ = nghị quyết
QĐ = quyết định; quy định
QyĐ = quy định
QĐi = quy định
KH = kế hoạch
HD = hướng dẫn
KL = kết luận
TB = thông báo
BC = báo cáo
NĐ = nghị định
TT = thông tư; thị trấn; thường trực; trung tâm
CV = công văn
PCT = phó chủ tịch
PBT = phó bí thư
BT = bí thư; bộ trưởng
GĐ = giám đốc
PGĐ = phó giám đốc
UV = ủy viên
UVBTV = ủy viên ban thường vụ
UVBCH = ủy viên ban chấp hành
ĐV = đảng viên
CBCC = cán bộ công chức
CBCCVC = cán bộ công chức viên chức
KTXH = kinh tế xã hội
TP = thành phố
TX = thị xã
Q = quận
P = phường
BMT = buôn ma thuột
BR-VT = bà rịa vũng tàu
DT = diện tích
SL = sản lượng
BQ = bình quân
SXNN = sản xuất nông nghiệp
"""
"""A line each: the abbreviation, and every reading, the likeliest first."""

Plains = tuple[str, ...]
"""Folded words."""

MOST_READINGS = 6


def _plains(text: str) -> Plains:
    return tuple(word.plain for word in words(text))


def _table() -> Iterator[tuple[Plains, Plains]]:
    """Each way to write an abbreviation, and each of its readings; `KT-XH` is also written `KTXH`."""
    for line in filter(None, TABLE.splitlines()):
        short, _, readings = line.partition(" = ")
        written = dict.fromkeys((_plains(short), ("".join(_plains(short)),)))
        for reading in readings.split("; "):
            yield from ((one, _plains(reading)) for one in written)


LONG: dict[Plains, list[Plains]] = {}
"""The readings of an abbreviation."""

SHORT: dict[Plains, list[Plains]] = {}
"""The abbreviations of a run of words."""

for _short, _long in _table():
    LONG.setdefault(_short, []).append(_long)
    SHORT.setdefault(_long, []).append(_short)

_WIDEST_LONG, _WIDEST_SHORT = (max(map(len, table)) for table in (LONG, SHORT))
_FIRST_LONG, _FIRST_SHORT = ({key[0] for key in table} for table in (LONG, SHORT))


def _runs(plains: Plains) -> Iterator[tuple[int, int]]:
    """Where abbreviations stand in some words, the longest at each place; none crosses another."""
    at = 0
    while at < len(plains):
        longest = next((end for _, end in _at(plains, at, LONG, _FIRST_LONG, _WIDEST_LONG)), 0)
        if longest:
            yield at, longest
        at = max(at + 1, longest)


def _at(
    plains: Plains, at: int, table: dict[Plains, list[Plains]], first: set[str], widest: int
) -> Iterator[tuple[int, int]]:
    """Every entry of a table that begins at a place, the longest first."""
    if plains[at] in first:
        for end in range(min(at + widest, len(plains)), at, -1):
            if plains[at:end] in table:
                yield at, end


@lru_cache(maxsize=8192)
def readings(plains: Plains) -> tuple[Plains, ...]:
    """Some words with their abbreviations written out, in every likely reading; without any, the words alone.

    >>> readings(("ubnd", "huyen"))
    (('uy', 'ban', 'nhan', 'dan', 'huyen'),)
    """
    found: list[Plains] = [()]
    at = 0
    for start, end in _runs(plains):
        some = LONG[plains[start:end]][: max(1, MOST_READINGS // len(found))]
        found = [before + plains[at:start] + long for before in found for long in some]
        at = end
    return tuple(before + plains[at:] for before in found)


def long(plains: Plains) -> Plains:
    """Some words with their abbreviations written out in the likeliest reading."""
    return readings(plains)[0]


@lru_cache(maxsize=4096)
def others(plains: Plains) -> tuple[Plains, ...]:
    """What else may be written for some words: their abbreviations written out, and their runs abbreviated.

    >>> others(("toa", "an", "nhan", "dan", "toi", "cao"))
    (('tandtc',), ('tand',))
    """
    places = range(len(plains))
    shorter = [
        o
        for at in places
        for s, e in _at(plains, at, SHORT, _FIRST_SHORT, _WIDEST_SHORT)
        for o in SHORT[plains[s:e]]
    ]
    longer = [o for s, e in _runs(plains) for o in LONG[plains[s:e]]]
    return tuple(dict.fromkeys(shorter + longer))
