"""What about an article's text a person should look at: its length, and figures typed instead of drawn from values."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from jurisdictions.articles import PLACEHOLDER, Article

# Words of a text, as its spaces part them. Vietnamese parts syllables, so the same text has more of them.
WORDS = (80, 160)
SYLLABLES = {"vi": (110, 220)}

_NUMBER = r"[0-9०-९۰-۹]+(?:[.,٬٫/][0-9०-९۰-۹]+)*"
_UNITS = {
    "en": r"(?:working |calendar )?(?:days?|weeks?|months?|years?|hours?|minutes?)|per ?cent|times|rupees?|lakh|crore"
    r"|rials?|tomans?|dong|million",
    "hi": "(?:कामकाजी )?दिन|हफ़्त|महीन|माह|साल|वर्ष|घंट|मिनट|प्रतिशत|फ़ीसदी|गुना|रुप|लाख|करोड़|हज़ार|रियाल|तोमान|डोंग",
    "vi": "ngày|tuần|tháng|năm|giờ|phút|phần trăm|lần|đồng|nghìn|ngàn|triệu|tỷ|rupee|rial|toman",
    "fa": "روز|هفته|ماه|سال|ساعت|دقیقه|درصد|برابر|ریال|تومان|هزار|میلیون|روپیه|دونگ",
}
# "1 tháng 7 năm 2025" is a date: a unit before another number does not count.
_TYPED = {
    language: re.compile(
        rf"(?:[₹₫]\s?{_NUMBER}|{_NUMBER}\s?(?:[%٪₫]|[- ]?(?:{units})" + (r"(?!\w)" if language in ("en", "vi") else "")
        + r"(?!\s?[0-9०-९۰-۹])))",
        re.IGNORECASE,
    )
    for language, units in _UNITS.items()
}  # fmt: skip


def length(article: Article, language: str, today: datetime.date) -> int | None:
    """The number of words (syllables) of a text that is too short or too long; None when it fits."""
    low, high = SYLLABLES.get(language, WORDS)
    words = len(article.filled(language, today).split())
    return None if low <= words <= high else words


def typed_figures(article: Article, language: str) -> Iterator[str]:
    """Numbers with a unit that stand in the text itself. Rough: what is no figure of law may be among them."""
    for found in _TYPED[language].finditer(PLACEHOLDER.sub("", article.template.get(language))):
        yield found[0]


def left_out(article: Article, language: str) -> list[str]:
    """The values and telephone numbers that other languages of the text have and this one has not."""
    return sorted({*article.drawn, *article.numbers} - set(PLACEHOLDER.findall(article.template.get(language))))
