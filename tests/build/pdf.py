"""A PDF written by hand: one page, Vietnamese text by way of a ToUnicode map."""

from __future__ import annotations


def pdf(lines: list[str]) -> bytes:
    """A PDF whose text layer holds some lines, one under the other."""
    letters = sorted({letter for line in lines for letter in line})
    codes = {letter: code for code, letter in enumerate(letters, 33)}
    assert len(letters) < 200
    shown = "\n".join(f"({_encoded(line, codes)}) Tj T*" for line in lines)
    content = f"BT /F1 11 Tf 14 TL 40 780 Td\n{shown}\nET"
    cmap = _cmap(codes)
    widths = " ".join(["500"] * 223)
    return _file(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 33 /LastChar 255 "
            f"/Widths [{widths}] /ToUnicode 6 0 R >>",
            f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        ]
    )


def _encoded(line: str, codes: dict[str, int]) -> str:
    return "".join(f"\\{codes[letter]:03o}" for letter in line)


def _cmap(codes: dict[str, int]) -> str:
    pairs = "\n".join(
        f"<{code:02X}> <{letter.encode('utf-16-be').hex().upper()}>" for letter, code in codes.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )


def _file(objects: list[str]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("ascii")
