"""Vietnamese names: their alphabetical order, and looking for them with or without diacritics."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from chinhdanh.registry.readers.names import fold

_TONES = {"": "0", "\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# A mark that makes another letter; the tone marks above only colour a vowel.
_LETTER_MARKS = {("a", "\u0306"): "1", ("a", "\u0302"): "2", ("e", "\u0302"): "1", ("o", "\u0302"): "1",
                 ("o", "\u031b"): "2", ("u", "\u031b"): "1"}  # fmt: skip


# The same few thousand syllables make up all names.
@lru_cache(maxsize=20_000)
def _syllable(word: str) -> str:
    """Letters, then tones: "Hạnh" comes after "Hành", and both before "Hảo"."""
    letters: list[str] = []
    tones = ""
    for char in unicodedata.normalize("NFD", word.casefold()):
        if char == "đ":
            letters.append("d1")
        elif char in _TONES:
            tones += _TONES[char]
        elif letters and (mark := _LETTER_MARKS.get((letters[-1][0], char))):
            letters[-1] = letters[-1][0] + mark
        elif char.isascii() and char.isalnum():
            letters.append(char + "0")
        elif not unicodedata.combining(char) and char.isalnum():
            letters.append("~" + char)
    return "".join(letters) + "#" + (tones or "0")


def sort_key(text: str) -> str:
    """A key in Vietnamese alphabetical order, syllable by syllable.

    The keys compare by code point: in Python as they are, in PostgreSQL under COLLATE "C". "#" ends the letters of a
    syllable and "!" the syllable; both stand before every letter, so that a shorter text comes first.
    """
    return "!".join(_syllable(word) for word in text.replace("-", " ").split())


def name_parts(full_name: str) -> tuple[str, str, str]:
    """Given, middle and family name of a name written family name first.

    The last word is the given name and the first the family name: what lists in Vietnam go by. A family name of two
    words ("Tôn Nữ") cannot be told from a middle name, and is read as one word of each.
    """
    words = full_name.split()
    if not words:
        return "", "", ""
    if len(words) == 1:
        return words[0], "", ""
    return words[-1], " ".join(words[1:-1]), words[0]


def name_key(full_name: str) -> str:
    """A key that orders people by given, then middle, then family name. A space, before every other sign, parts them."""
    return " ".join(sort_key(part) for part in name_parts(full_name))


def initials(full_name: str) -> str:
    """Family and given name by their first letters: "Lê Văn Hòa" is "LH"."""
    given, _, family = name_parts(full_name)
    return (family[:1] + given[:1]).upper()


def search_text(text: str) -> str:
    """`text` as it is searched: no case, no diacritics, no punctuation; đ is d."""
    return fold(text)


def matches(wanted: str, text: str) -> bool:
    """Whether every word of `wanted` begins a word of `text`, in any order: "van ng" finds "Nguyễn Văn An"."""
    words = search_text(text).split()
    return all(any(word.startswith(part) for word in words) for part in search_text(wanted).split())
