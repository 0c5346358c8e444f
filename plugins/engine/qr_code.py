"""The address of a page as a QR code, for paper (ISO/IEC 18004)."""

from __future__ import annotations

from markupsafe import Markup

# To try all eight masks takes eight times as long; scanners read any of them.
_MASK = 0


def qr_code(address: str) -> Markup:
    """An SVG of about 2.5 KB, 600 bytes compressed, in 1.3 ms; as large as the style makes it."""
    import segno  # noqa: PLC0415  # slow to load

    code = segno.make(address, micro=False, error="m", mask=_MASK)
    return Markup(code.svg_inline(omitsize=True, svgclass=None, lineclass=None))  # noqa: S704
