"""A message of ours as Telegram takes it: plain text in parts, the buttons under the last one."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import texts
from grievances.conversations import Shown
from language.catalogue import translate

#: characters (as Telegram counts them: UTF-16 units) of a message, and of a button's title that are still read
LONGEST, TITLE = 4096, 60
#: a part is rather ended at a paragraph, then a line, then a sentence, then a blank
ENDS = ("\n\n", "\n", ". ", "। ", "؟ ", " ")
#: titles up to here share a row in twos
SHORT = 14
CHOSEN = "✔ "


@dataclass(frozen=True, slots=True)
class Part:
    """One message at Telegram. No parse mode: what a worker or an officer wrote can be no markup."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def parts(shown: Shown) -> list[Part]:
    """The messages that a message of ours becomes."""
    split = split_text(shown.text) or [" "]
    return [*(Part(text) for text in split[:-1]), Part(split[-1], keyboard(shown.buttons))]


def veiled(language: str, token: str) -> Part:
    """Only that there is something, for who shares the phone."""
    button = (translate(language, texts.SHOW), token)
    return Part(translate(language, texts.SOMETHING_NEW), keyboard((button,)))


def chosen(shown: Shown, title: str) -> str | None:
    """The last part's text with what was tapped under it; None when it would be too long."""
    text = f"{split_text(shown.text)[-1]}\n\n{CHOSEN}{title}"
    return text if units(text) <= LONGEST else None


def keyboard(buttons: tuple[tuple[str, str], ...]) -> InlineKeyboardMarkup | None:
    """One button a row; two short ones beside each other."""
    rows: list[list[InlineKeyboardButton]] = []
    short = False
    for title, token in buttons:
        one = InlineKeyboardButton(shortened(title), callback_data=token)
        if short and len(title) <= SHORT and len(rows[-1]) == 1:
            rows[-1].append(one)
        else:
            rows.append([one])
        short = len(title) <= SHORT
    return InlineKeyboardMarkup(rows) if rows else None


def shortened(title: str) -> str:
    return title if len(title) <= TITLE else title[: TITLE - 1].rstrip() + "…"


def split_text(text: str) -> list[str]:
    """Parts that Telegram takes, each ended where a reader would pause."""
    found, rest = [], text.strip()
    while units(rest) > LONGEST:
        cut = _fitting(rest)
        end = next((at + len(mark) for mark in ENDS if (at := rest.rfind(mark, cut // 2, cut)) > 0), cut)
        found.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [part for part in (*found, rest) if part]


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fitting(text: str) -> int:
    """How many characters of a text fit into one message."""
    head = text.encode("utf-16-le", "surrogatepass")[: LONGEST * 2]
    return len(head.decode("utf-16-le", "ignore"))
