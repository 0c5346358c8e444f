"""HTML as plain text for people who read mail as text."""

from __future__ import annotations

from markdownify import MarkdownConverter

PLAIN_WIDTH = 72


class _Plain(MarkdownConverter):
    """HTML as text for people: links as ``Text: address``, no signs that only mark up."""

    def convert_a(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002
        address = str(el.get("href", ""))  # type: ignore[attr-defined]
        return text if not address or address == text else f"{text}: {address}"

    def convert_b(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002
        return text

    convert_strong = convert_em = convert_i = convert_code = convert_b

    def convert_img(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002
        return f"[{el.get('alt', '')}]"  # type: ignore[attr-defined]

    def convert_figcaption(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002
        return f"\n\n— {text.strip()}\n\n"


_PLAIN = _Plain(
    heading_style="underlined",
    bullets="-",
    wrap=True,
    wrap_width=PLAIN_WIDTH,
    escape_asterisks=False,
    escape_underscores=False,
    escape_misc=False,
)


def plain_text(html: str) -> str:
    """The text of an HTML fragment: at most 72 columns, headings underlined, ``Text: URL``."""
    return str(_PLAIN.convert(html)).strip()
