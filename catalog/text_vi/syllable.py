"""What a written Vietnamese syllable can be; used to tell Vietnamese from misread bytes."""

from functools import lru_cache

from catalog.text_vi.tones import split_tone

_RHYME_LIST = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet
oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt ơng ơc
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uơ uôc uôi uôm uôn uông uôt
uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu
ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ych yn ynh yt
"""
_QU_RHYME_LIST = """
a ac ach ai an ang anh ao at ay au ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et ê êch ên ênh êt
y yên yêt ych yn ynh yt yu ơ ơn ơt ơi ôc i
"""
_RHYMES = frozenset(_RHYME_LIST.split())
_QU_RHYMES = frozenset(_QU_RHYME_LIST.split())
_ONSETS = (
    *("ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr"),
    *("b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""),
)
_FRONT = "eêiy"
_STOPPED = ("c", "ch", "p", "t")


def _fits(onset: str, rhyme: str) -> bool:
    """Spelling rules between onset and rhyme: c/k, g/gh, ng/ngh, gi, qu."""
    if onset == "qu":
        return rhyme in _QU_RHYMES
    if onset == "gi":
        return rhyme in _RHYMES and not rhyme.startswith("i")
    if rhyme not in _RHYMES:
        return False
    front = rhyme[0] in _FRONT
    if onset in {"k", "gh", "ngh"}:
        return front
    return not (front and onset in {"c", "ng", "g"}) or (onset == "g" and rhyme[0] == "i")


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Tell whether a word (any case, NFC) obeys Vietnamese spelling, tones included.

    Rhymes closed by c, ch, p or t only bear sắc and nặng; that rule alone unmasks many misreadings.
    """
    pieces = [split_tone(ch) for ch in word.lower()]
    tones = [rank for _, rank in pieces if rank]
    if len(tones) > 1 or not pieces:
        return False
    plain = "".join(letter for letter, _ in pieces)
    for onset in _ONSETS:
        rhyme = plain[len(onset) :]
        if plain.startswith(onset) and rhyme and _fits(onset, rhyme):
            return not rhyme.endswith(_STOPPED) or bool(tones and tones[0] in {4, 5})
    return False
