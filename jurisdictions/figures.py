"""How a figure is shown: with its unit, in the reader's language, digits and grouping."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from language.calendars import show_date
from language.catalogue import N_, local_digits, translations
from language.money import RIALS_IN_A_TOMAN

# Units of which CLDR has the everyday word; for Vietnamese and Persian it stands in the short form only.
CLDR = {"days": "duration-day", "months": "duration-month", "hours": "duration-hour", "minutes": "duration-minute"}
LENGTHS: dict[str, Literal["short", "long"]] = {"en": "long", "hi": "long"}
# Where the name of the currency is said instead of its sign.
NAMED = {
    "INR": N_("{number} rupees"),
    "VND": N_("{number} dong"),
    "IRR": N_("{number} rial ({toman} toman)"),
}
PER = {"money_per_month": N_("{money} a month"), "money_per_day": N_("{money} a day")}


def show(amount: Decimal | datetime.date, unit: str, language: str, country: str, currency: str) -> str:
    """The figure as its reader writes it: 20 दिन, ₹15,000 a month, 5.310.000 đồng, ۱۲٪, ۱ فروردین ۱۴۰۵."""
    if isinstance(amount, datetime.date):
        return show_date(amount, language, country)
    return local_digits(_shown(amount, unit, language, currency), language).replace("\N{NO-BREAK SPACE}", " ")


def _shown(amount: Decimal, unit: str, language: str, currency: str) -> str:
    gettext = translations(language).gettext
    number = _number(amount, language, currency)
    if unit in CLDR:
        locale = _locale(language, currency)
        return format_unit(
            amount, CLDR[unit], LENGTHS.get(language, "short"), locale=locale, numbering_system="default"
        )
    if unit == "percent":
        shown = format_percent(amount / 100, locale=language, decimal_quantization=False, numbering_system="default")
        return shown.replace("%", "٪") if language == "fa" else shown
    if unit == "money":
        return _money(amount, language, currency)
    if unit in PER:
        return gettext(PER[unit]).format(money=_money(amount, language, currency))
    count = int(amount) if amount == int(amount) else 2  # what is no whole number is said in the plural
    ngettext = translations(language).ngettext
    if unit == "weeks":
        return ngettext("{number} week", "{number} weeks", count).format(number=number)
    if unit == "years":
        return ngettext("{number} year", "{number} years", count).format(number=number)
    if unit == "working_days":
        return ngettext("{number} working day", "{number} working days", count).format(number=number)
    if unit == "times":
        # Translators: how often
        return ngettext("{number} time", "{number} times", count).format(number=number)
    if unit == "multiple":
        # Translators: a multiple, as in "2 times the wage"
        return gettext("{factor} times").format(factor=number)
    return number


def _money(amount: Decimal, language: str, currency: str) -> str:
    if currency == "INR" and language in ("en", "hi"):
        pattern = "¤#,##,##0" if amount == int(amount) else "¤#,##,##0.00"
        return format_currency(amount, currency, pattern, _locale(language, currency), currency_digits=False)
    if currency not in NAMED:
        return format_currency(amount, currency, locale=language, format_type="name", numbering_system="default")
    toman = _number(amount / RIALS_IN_A_TOMAN, language, currency)
    return (
        translations(language).gettext(NAMED[currency]).format(number=_number(amount, language, currency), toman=toman)
    )


def _number(amount: Decimal, language: str, currency: str) -> str:
    locale = _locale(language, currency)
    return format_decimal(amount, locale=locale, decimal_quantization=False, numbering_system="default")


def _locale(language: str, currency: str) -> str:
    """Rupees are counted in lakhs in English too."""
    return "en_IN" if language == "en" and currency == "INR" else language
