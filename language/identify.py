"""Which language a message is in: scripts first, then Vietnamese letters, then naive Bayes over the fitted rows.

Chat is short and mixed; general detectors fail on it ("hi" is Swahili to langdetect), so they only break ties over long
Latin text that the fitted rows do not explain.
"""
from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from language.normalise import SUPPORTED, fold, fold_word, normalise

LANGUAGES = (*SUPPORTED, "other")
#: from here on a message may switch the language of a conversation
SURE = 0.8
#: n-grams of one word overlap and repeat each other's evidence; dividing by this keeps probabilities honest
TEMPERATURE = 5.0
SMOOTHING = 0.3
LEAST_COUNT, MOST_FEATURES = 2, 30_000
LONG, UNKNOWN = 40, 0.45  # letters, and share of unknown words, from which langdetect is asked
_LOOKED_AT = 600  # characters; the language of a message shows at its beginning

_DEVANAGARI = re.compile("[\u0900-\u097f]+")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]+")
_LATIN = re.compile(r"[a-zà-ɏḀ-ỿ]+(?:'[a-z]+)?", re.I)
_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963])+")
#: letters that only Vietnamese writes: ơ ư and everything with two marks or a dot or hook
_VIETNAMESE = re.compile("[ơưăđẠ-ỹ]", re.I)


class Identified(NamedTuple):
    """language is en, hi, vi, fa or other; confidence and scores are probabilities over these five."""

    language: str
    confidence: float
    scores: dict[str, float]


def _identified(language: str, confidence: float) -> Identified:
    rest = (1 - confidence) / (len(LANGUAGES) - 1)
    return Identified(language, confidence, {x: confidence if x == language else rest for x in LANGUAGES})


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data = yaml.safe_load((Path(__file__).parent / "words" / "languages.yml").read_text(encoding="utf-8"))
    for script in ("devanagari", "arabic"):
        data[script] = {code: frozenset(fold(words).split()) for code, words in data[script].items()}
    data["shared"] = frozenset(data["shared"].split())
    data["little"] = {word: language for language, words in data["little"].items() for word in words.split()}
    return dict(data)


def _features(text: str) -> Iterator[str]:
    """Yield the words as typed and the n-grams of 2 to 4 of the words without marks."""
    for word in _LATIN.findall(text.lower()[:_LOOKED_AT]):
        yield word
        padded = f"_{fold_word(word)}_"
        for size in (2, 3, 4):
            for i in range(len(padded) - size + 1):
                yield f"{size}{padded[i : i + size]}"


class LanguageIdentifier:
    """Fitted on (text, language) rows; works without, on scripts and marks alone."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}
        self._weights: dict[str, list[float]] = {}

    def fit(self, rows: Iterable[tuple[str, str]]) -> LanguageIdentifier:
        """Learn from rows of (text, en|hi|vi|fa|other); only their Latin letters matter. Returns itself."""
        counts: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
        for text, language in [*rows, *((line, "other") for line in _data()["latin"])]:
            text = normalise(text)
            if not (_DEVANAGARI.search(text) or _ARABIC.search(text)):
                counts[language].update(_features(text))
        total = sum(counts.values(), Counter())
        kept = [f for f, n in total.most_common(MOST_FEATURES) if n >= LEAST_COUNT or counts["other"][f]]
        self._counts = {f: [counts[language][f] for language in LANGUAGES] for f in sorted(kept)}
        self._weigh()
        return self

    def _weigh(self) -> None:
        """Turn counts into log probabilities, a list over LANGUAGES for each feature."""
        sums = [sum(c[i] for c in self._counts.values()) for i in range(len(LANGUAGES))]
        size = len(self._counts) or 1
        self._weights = {
            feature: [math.log((n + SMOOTHING) / (s + SMOOTHING * size)) for n, s in zip(counts, sums, strict=True)]
            for feature, counts in self._counts.items()
        }

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types that from_dict takes."""
        return {"languages": list(LANGUAGES), "counts": self._counts}

    @classmethod
    def from_dict(cls, state: dict[str, Any]) -> LanguageIdentifier:
        """Return the identifier that to_dict described; raises ValueError when it knew other languages."""
        if tuple(state["languages"]) != LANGUAGES:
            raise ValueError(f"identifier of other languages: {state['languages']}")
        identifier = cls()
        identifier._counts = {feature: list(counts) for feature, counts in state["counts"].items()}
        identifier._weigh()
        _detector_factory()  # read now, so that no message waits for it
        return identifier

    def predict(self, text: str) -> Identified:
        """Return the language of a message; low confidence for what is short, shared or mixed."""
        text = normalise(text)[:_LOOKED_AT]
        words = _WORD.findall(text)
        if not words:
            return _identified("en", 1 / len(LANGUAGES))
        scripts = Counter(_script(word) for word in words)
        if scripts["devanagari"] and _leads(scripts, "devanagari"):
            return _of_devanagari(text, scripts["devanagari"] / len(words))
        if scripts["arabic"] and _leads(scripts, "arabic"):
            return _of_arabic(text, scripts["arabic"] / len(words))
        if scripts["other"] > scripts["latin"]:
            return _identified("other", 0.97)
        return self._of_latin(text)

    def _of_latin(self, text: str) -> Identified:
        words = _LATIN.findall(text.lower())
        shared = _data()["shared"]
        telling = [w for w in words if fold_word(w) not in shared]
        marked = sum(bool(_VIETNAMESE.search(w)) for w in words)
        if marked and marked >= 0.2 * len(words):
            return _identified("vi", 0.97 if marked > 1 or len(words) < 3 else 0.85)
        little = {_data()["little"].get(w) for w in telling}
        if len(little) == 1 and (language := little.pop()):
            return _identified(language, 0.7 if len(telling) == 1 else 0.9)
        known = [weights for weights in map(self._weights.get, _features(text)) if weights]
        logs = [sum(column) for column in zip(*known, strict=True)] or [0.0] * len(LANGUAGES)
        highest = max(logs)
        odds = [math.exp((x - highest) / TEMPERATURE) for x in logs]
        scores = {language: odd / sum(odds) for language, odd in zip(LANGUAGES, odds, strict=True)}
        letters = sum(map(len, telling))
        unknown = sum(w not in self._weights for w in words) / max(1, len(words))
        if letters >= LONG and unknown >= UNKNOWN:
            scores = _tie_break(text, scores)
        # few letters are little evidence, whatever the n-grams say, and one word never switches a conversation
        evidence = min(1.0 if len(telling) > 1 else 0.7, 0.25 + letters / 10) if telling else 0.0
        scores = {x: s * evidence + (1 - evidence) / len(LANGUAGES) for x, s in scores.items()}
        best = max(scores, key=lambda x: scores[x])
        return Identified(best, scores[best], scores)


def _script(word: str) -> str:
    if _DEVANAGARI.match(word):
        return "devanagari"
    if _ARABIC.match(word):
        return "arabic"
    return "latin" if _LATIN.match(word) else "other"


def _leads(scripts: Counter[str], script: str) -> bool:
    """One borrowed word does not lead, two do: people keep their own script for the little words."""
    return scripts[script] >= 2 or scripts[script] >= 0.2 * sum(scripts.values())


def _of_devanagari(text: str, share: float) -> Identified:
    words = [fold_word(w) for w in _DEVANAGARI.findall(text)]
    foreign = max(sum(w in known for w in words) for known in _data()["devanagari"].values())
    if foreign >= 2 and foreign >= 0.2 * len(words):
        return _identified("other", 0.9)
    return _identified("hi", 0.97 if share > 0.5 else 0.75 + share / 3)


def _of_arabic(text: str, share: float) -> Identified:
    data, words = _data(), [fold_word(w) for w in _ARABIC.findall(text)]
    scores = {code: float(sum(w in known for w in words)) for code, known in data["arabic"].items()}
    raw = text.replace("هٔ", "")
    for code, letters in data["letters"].items():
        telling = sum(raw.count(letter) for letter in letters)
        # an Arabic keyboard or an Arabic loan word gives Persian a few letters, the other scripts do not
        scores[code] = scores.get(code, 0.0) + telling * (0.7 if code == "ar" else 1.5)
    scores["ar"] += 0.7 * sum(w.startswith("ال") and len(w) > 4 for w in words)
    scores["fa"] += 0.5 * sum(any(c in "پچژگ" for c in w) for w in words)
    best = max(scores, key=lambda code: scores[code])
    if best != "fa" and scores[best] > scores["fa"] + 0.5 and scores[best] >= 0.2 * len(words):
        return _identified("other", 0.9)
    return _identified("fa", 0.97 if share > 0.5 else 0.75 + share / 3)


@lru_cache(maxsize=1)
def _detector_factory() -> Any:
    """Return langdetect's factory with the few languages that could be meant: seeded, so that answers repeat."""
    from langdetect import detector_factory as module

    module.DetectorFactory.seed = 0
    factory = module.DetectorFactory()
    codes = ("en", "vi", "id", "tl", "es", "fr", "de", "pt", "it", "tr", "sw", "nl", "pl", "ro", "so", "sv")
    profiles = [(Path(module.PROFILES_DIRECTORY) / code).read_text(encoding="utf-8") for code in codes]
    factory.load_json_profile(profiles)
    return factory


def _tie_break(text: str, scores: dict[str, float]) -> dict[str, float]:
    """Ask langdetect about long text of unknown words; only its firm answers count."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _detector_factory().create()
    detector.append(text[:200])
    try:
        likeliest = detector.get_probabilities()[:1]
    except LangDetectException:  # nothing it could use
        return scores
    if not likeliest or likeliest[0].prob < 0.9:
        return scores
    said = likeliest[0].lang if likeliest[0].lang in SUPPORTED else "other"
    # it knows no romanised Hindi or Persian and calls them Indonesian, Somali...: never against those two
    if said == "other" and max(scores["hi"], scores["fa"]) > 0.5:
        return scores
    return {x: 0.4 * s + (0.6 if x == said else 0.0) for x, s in scores.items()}


#: what a question asks for when a few Latin letters are a name, a place or a number and say nothing of the language
NAMED = frozenset({"name", "text", "place", "identifier", "phone", "money", "period"})
#: longer than this is a sentence
LONGEST_NAME = 6


def effective_language(
    identified: Identified, conversation: str | None, chosen: str | None, text: str = "", expects: str | None = None
) -> str:
    """Return the language to answer in, always one of SUPPORTED.

    The person's own choice wins; a message that is surely in another supported language switches; anything else
    keeps the conversation's language. With nothing known it is what was identified, or English. While a question
    `expects` a name or the like, a short `text` in Latin letters ("Shri Ganesh Textiles, Surat") does not switch.
    """
    if chosen in SUPPORTED:
        return chosen
    if conversation in SUPPORTED and _only_names(text, expects):
        return conversation
    if identified.language in SUPPORTED and identified.confidence >= SURE:
        return identified.language
    if conversation in SUPPORTED:
        return conversation
    return identified.language if identified.language in SUPPORTED else "en"


def _only_names(text: str, expects: str | None) -> bool:
    if expects == "name":
        return True
    latin = all("LATIN" in unicodedata.name(letter, "") for letter in text if letter.isalpha())
    return expects in NAMED and latin and len(text.split()) <= LONGEST_NAME
