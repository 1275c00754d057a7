"""Vietnamese text typed with the font encodings from before Unicode, TCVN3 (ABC) and VNI, and how to tell it apart.

Such text looks like Western letters in the wrong places ("NguyÔn V¨n An", "Nguyeãn Vaên An"). It is found in bytes of
old files as well as inside Unicode workbooks, where only the font made it readable.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

# Initial consonants, vowels and final consonants, without tones; a word that fits has hardly been read in the wrong
# encoding.
_VOWELS = (
    "uyê|uya|uyu|iêu|yêu|oai|oay|oao|oeo|uôi|ươi|ươu|uây|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|"
    "ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    rf"({_VOWELS})"
    r"(ng|nh|ch|[cmnpt])?"
)
_ABBREVIATION = re.compile(r"[bcdđghklmnpqrstvx]+")  # QĐ, NĐ: no evidence either way
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_BREVE, _CIRCUMFLEX = "\u0306", "\u0302"
_TONES = dict.fromkeys(map(ord, _ACUTE + _GRAVE + _HOOK + _TILDE + _DOT))

_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)

_VNI_LETTERS = {"æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}
_VNI_MARKS = {
    "ù": _ACUTE,
    "ø": _GRAVE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "ê": _BREVE,
    "é": _BREVE + _ACUTE,
    "è": _BREVE + _GRAVE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
    "â": _CIRCUMFLEX,
    "á": _CIRCUMFLEX + _ACUTE,
    "à": _CIRCUMFLEX + _GRAVE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
}
_VNI_BASES = {"a": "a", "e": "e", "i": "i", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}


@cache
def _vni_pairs() -> dict[str, str]:
    """Two-character sequences of VNI and the letter that each means, in small and capital letters."""
    pairs = {}
    for base, letter in _VNI_BASES.items():
        for mark, tones in _VNI_MARKS.items():
            composed = unicodedata.normalize("NFC", letter + tones)
            if len(composed) == 1:
                pairs[base + mark] = composed
                pairs[(base + mark).upper()] = composed.upper()
                pairs[base.upper() + mark] = composed.upper()
    return pairs


@cache
def _vni_letters() -> dict[str, str]:
    return _VNI_LETTERS | {sign.upper(): letter.upper() for sign, letter in _VNI_LETTERS.items()}


_VNI_PATTERN = re.compile("|".join([*map(re.escape, _vni_pairs()), *map(re.escape, _vni_letters())]))


def tcvn3_to_unicode(text: str) -> str:
    """`text` of the TCVN3 (ABC) fonts, given as Latin-1 characters, in Unicode."""
    return "".join(_TCVN3.get(char, char) for char in text)


def vni_to_unicode(text: str) -> str:
    """`text` of the VNI fonts, given as Latin-1 characters, in Unicode."""
    known = _vni_pairs() | _vni_letters()
    return _VNI_PATTERN.sub(lambda match: known[match[0]], text)


@dataclass(frozen=True)
class Font:
    """A font encoding: its name and how its text becomes Unicode."""

    name: str
    to_unicode: Callable[[str], str]


FONTS = (Font("TCVN3 (ABC)", tcvn3_to_unicode), Font("VNI", vni_to_unicode))


def vietnamese_share(text: str) -> float:
    """The share of the words with letters beyond ASCII that are possible Vietnamese syllables; 0 without any."""
    words = fitting = 0
    for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text)):
        if word.isascii():
            continue
        bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONES))
        if _ABBREVIATION.fullmatch(bare) is None:
            words += 1
            fitting += _SYLLABLE.fullmatch(bare) is not None
    return fitting / words if words else 0.0


def font_of(texts: Iterable[str]) -> Font | None:
    """The font encoding that `texts` were typed with; None where they make sense as they are, or in none."""
    sample = " ".join(texts)
    best = max(FONTS, key=lambda font: vietnamese_share(font.to_unicode(sample)))
    share = vietnamese_share(best.to_unicode(sample))
    return best if share >= 0.9 and share > vietnamese_share(sample) + 0.2 else None
