"""actual, estimate, target or plan: by the words before a figure, and by what the sentence is about."""

from __future__ import annotations

from kg.build.extract.figures.context import Context
from kg.build.extract.figures.deeds import Name
from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.sentences import LOOK_BACK, Sentence

_TARGETS = (
    "phấn đấu",
    "mục tiêu",
    "đặt mục tiêu",
    "phấn đấu đến",
    "kế hoạch đến",
    "dự kiến đến",
)
_REQUESTS = {"kiến nghị", "đề xuất", "đề nghị", "xin"}
_ASKED = {
    "bổ sung", "hỗ trợ", "bố trí", "cấp", "cấp bổ sung", "đầu tư", "phân bổ", "tăng", "giao", "giao bổ sung", "vay",
    "ứng", "tạm ứng", "xây dựng", "cho",
}  # fmt: skip
_ASKING_REACH = 16
_OF_PROJECTS = (
    "tổng mức đầu tư",
    "tổng vốn đầu tư",
    "công suất",
    "lộ giới",
    "mặt đường",
    "mặt cắt",
    "nền đường",
    "bề rộng",
    "chiều rộng",
    "chiều dài",
    "quy mô",
    "vùng nguyên liệu",
    "nhà máy",
)
_PROJECTS = {"dự án", "nhà máy", "đề án", "phương án", "khu công nghiệp"}
_DONE = {"hoàn thành", "giải ngân", "quyết toán", "đưa vào sử dụng", "lũy kế"}
_REARRANGED = {
    "sau khi sắp xếp",
    "sau sắp xếp",
    "sau sáp nhập",
    "sau khi sáp nhập",
    "sau hợp nhất",
    "sau khi hợp nhất",
}
_BEFORE = {"trước khi sắp xếp", "trước sắp xếp", "trước khi sáp nhập"}
_COMING = {"sẽ", "từ nay đến cuối năm", "thời gian tới"}


def status_of(sentence: Sentence, quantity: Quantity, floor: int, name: Name, context: Context) -> str:
    """The status of a figure."""
    if any(sentence.has(at, "estimate") for at in range(max(floor, quantity.first - 14), quantity.first)):
        return "estimate"
    if _is_planned(sentence, quantity, name, context):
        return "plan"
    if _is_target(sentence, quantity, floor, context):
        return "target"
    return "actual"


def _is_target(sentence: Sentence, quantity: Quantity, floor: int, context: Context) -> bool:
    """“phấn đấu … đạt N”, a figure to come, or a sentence that stands under a heading of tasks."""
    for at in range(quantity.first - 1, max(-1, quantity.first - LOOK_BACK), -1):
        key = sentence.key(at)
        if key in _TARGETS and not _is_reached(sentence, at):
            return True
        if key == "chỉ tiêu" and at >= floor and not _is_reached(sentence, at):
            return True
        if key in _REQUESTS and _is_asked(sentence, at, quantity.first):
            return True
        if key in _COMING and quantity.kind == "count":
            return True
    if context.heading_ahead:
        return True
    return context.ahead and _opens_with_action(sentence, quantity.first)


def _is_asked(sentence: Sentence, at: int, before: int) -> bool:
    """“kiến nghị … bổ sung N”: a verb of giving follows the request; “kiến nghị thu hồi N” tells what was found."""
    if before - at > _ASKING_REACH or sentence.kind(at + 1) in ("comma", "colon"):
        return False
    between = f" {' '.join(sentence.key(here) for here in range(at + 1, before))} "
    return any(f" {verb} " in between for verb in _ASKED) and " đã " not in between


def _opens_with_action(sentence: Sentence, before: int) -> bool:
    """The sentence, or what follows its colon, begins with a verb in capitals: “Kết nạp 05 đảng viên”."""
    starts = [
        0,
        *(at + 1 for at in range(max(0, before - LOOK_BACK), before) if sentence.kind(at) == "colon"),
    ]
    return any(sentence.has(at, "action") and sentence.kind(at) == "cap" for at in starts)


def _is_reached(sentence: Sentence, at: int) -> bool:
    """A target that is spoken of as reached, or as what a per cent is of."""
    before = {sentence.key(at - n) for n in (1, 2, 3)} | {sentence.kind(at - n) for n in (1, 2)}
    return bool(before & {"percent", "so với", "đạt", "vượt", "hoàn thành", "thực hiện", "các", "của"})


def _is_planned(sentence: Sentence, quantity: Quantity, name: Name, context: Context) -> bool:
    """A figure of a project or scheme that is not carried out yet."""
    keys = [sentence.key(at) for at in range(max(0, quantity.first - LOOK_BACK), quantity.first)]
    if any(key in _BEFORE for key in keys) and not any(key in _REARRANGED for key in keys):
        return False
    if context.in_scheme(sentence) and any(key in _REARRANGED for key in keys):
        return True
    if quantity.kind not in ("measure", "money") or any(key in _DONE for key in keys):
        return False
    if any(key in _PROJECTS for key in keys[:3]):
        return True
    return context.in_scheme(sentence) and name.text.lower().startswith(_OF_PROJECTS) and "đã" not in keys
