"""What words around an amount make of it: the price to pay, an old one, a saving, one net of tax.

All patterns are matched with folded text: lower case, no marks, single blanks.
"""

import re
from enum import StrEnum

from catalog.text_vi import fold


class Role(StrEnum):
    """What an amount is."""

    CURRENT = "current"
    FROM = "from"
    NET = "net"
    OLD = "old"
    SAVING = "saving"


_OLD = re.compile(
    r"\b(?:gia si|gia buon|gia dai ly|gia thanh vien|gia hoi vien|members? price"
    r"|club price|wholesale|grundpreis|basispreis|unit price|prix au (?:kilo"
    r"|litre|kg|l)|gia ctv|gia cu|gia goc|gia niem yet"
    r"|gia thi truong|niem yet|was|rrp|msrp|list price|retail price|regular"
    r" price|old price|original price|compare at|before|statt|uvp|vorher|au lieu de|prix conseille"
    r"|ancien prix|antes|precio anterior|precio de lista|prima|cena regularna|cena katalogowa"
    r"|najnizsza cena|lowest price|listino"
    r"|stara cena|van|puvodni cena|bezna cena"
    r"|gia khoi diem|starting bid|starting price|startpreis"
    r"|ordinarie pris|price break|gia thong thuong|gia ban dau|gia thuong"
    r"|prix (?:original|initial|normal|habituel)|originalpreis|ursprunglicher preis|normalpreis"
    r"|regularer preis|precio (?:original|regular|habitual|normal)|preco (?:original|normal|de)"
    r"|prezzo (?:originale|regolare|pieno|normale|intero)|(?:normale|oorspronkelijke) prijs"
    r"|cena (?:pierwotna|standardowa)|eredeti ar|pret (?:initial|vechi|intreg)|liste fiyati"
    r"|(?:eski|normal|onceki) fiyat|tidigare pris|tidligere pris|vanlig pris|normalpris"
    r"|normaalihinta|alkuperainen hinta|harga (?:normal|asli|awal|coret|biasa))\b|"
    + fold(
        "Старая цена|Обычная цена|Стара ціна|Звичайна ціна|Κανονική τιμή|Αρχική τιμή|Παλιά τιμή"
        "|السعر السابق|السعر العادي|السعر الأصلي|מחיר רגיל|מחיר קודם|ราคาปกติ|ราคาเดิม"
        "|希望小売価格|소비자가|정상가|정가"
        "|通常価格|定価|参考価格|原价|原價|定價|建議售價|建议零售价|市價|市场价"
    )
)
_SAVING = re.compile(
    r"\b(?:tiet kiem|giam(?! (?:gia )?(?:chi )?con)(?: (?:gia|ngay|them|toi da))?|don tu"
    r"|don hang|hoa don|freeship|voucher"
    r"|toi thieu|minimum order|mindestbestell\w*|pedido minimo|ordine minimo"
    r"|giao hang|phi giao|save|saving|savings|you save|discount|off|ersparnis|sie sparen"
    r"|economisez|remise|ahorra|oszczedzasz|rabat|shipping|delivery|ship|phi van chuyen|versand\w*"
    r"|livraison|deposit|protection plan|insurance|dat coc|tra gop|moi thang|monthly"
    r"|tri gia|worth|valued at|im wert von|d'une valeur de|valorad[oa] en"
    r"|dostaw[ay]|doprav[ay]|szallitas|livrare|frakt|fragt|toimitus|kargo|доставка|spedizione"
    r"|envio|frete|verzending|bezorging|ongkir|penghantaran|mien phi van chuyen"
    r"|pfand|consigne|statiegeld|kaucja|zaloha"
    r"|points|earn|cashback|tich luy|tich diem|hoan tien"
    r"|(?:pay|instal?l)ments of|mensualites de|cuotas de|parcelas de"
    r"|raten (?:zu|a))\b|"
    + fold("送料|ポイント|배송비|적립금|运费|運費|ค่าส่ง|ค่าจัดส่ง")
    + r"|\b\d{1,2} ?x(?: de)?\s*$|\bwith an?\s*$"
)
# What follows a rate paid again and again, or a price for subscribers alone.
_AGAIN = re.compile(
    r"\s{0,2}(?:/|per|pro|par|al|por|a|each)?\s{0,2}(?:mtl|monatl|monat|month|mo\b|mois|mese?s?\b"
    r"|thang|miesiac|mies\b|years?\b|yr\b|annum|jahr\b|jaar\b|an\b(?! )|anno\b|ano\b|rok\b)"
    r"|\s{0,2}/ ?nam\b|\s{0,2}(?:with |when you )?subscri"
)
# The fee of a membership or the like, by its term: "2 years – $50".
_TERM = re.compile(
    r"(?<![\w.,])\d{1,2} ?(?:years?|yrs?|months?|jahre?|monate?|ans?|mois|anos?|meses|anni|mesi"
    r"|nam|thang)\b(?! (?:old|tuoi|alt|d'age))(?: \D{0,24})? ?[-–—:=]\s*$"
)
# The price of a measure: the label ends in "1 kg =".
_PER_MEASURE = re.compile(r"\b(?:kg|g|l|ml|m|stuck|liter)\s*=\s*$")
# What follows an amount that buys something beside the goods: a discount, the way, a wrapping.
_BESIDE = re.compile(
    r"\s*[*¹²]?\s*(?:off\b|rabatt\b|znizki\b|deposit\b|shipping|delivery\b|dat coc|phi ship"
    r"|phi giao|als geschenk|geschenkverpackung|gift.?wrap|goi qua|emballage cadeau|di trasporto"
    r"|di spedizione|de port\b|versandkosten|envio\b|frete\b"
    r"|frei\b|versandfrei|kostenlos|gratis\b|free\b|offert"
    r"|(?:[^\W\d]+ ){0,3}(?:first order|primeira compra|premiere commande|erste bestellung"
    r"|primer pedido|primera compra|primo ordine|pierwsze zakupy|don (?:hang )?dau|первый заказ))"
)
_FROM = re.compile(
    r"\b(?:tu|from|ab|от|від|starting at|as low as|a partir de|des|od|desde|da|vanaf)\s*:?\s*$"
)
_VAT = r"(?:vat|tax(?:es)?|gst|thue|mwst|ust|iva|tva|dph|btw|moms|kdv|afa|ндс|пдв)\b\.?"
_WITHOUT = rf"ex(?:cl|kl)?(?:uding|usive|\.)?(?: of)? ?{_VAT}|excl\.|exkl\.|excl\b|exkl\b"
# What follows an amount labels it, unless the next amount comes at once.
_ENDED = rf"(?!(?: ?{_VAT})?(?: ?\d{{1,2}} ?%)?\W{{0,4}}\d)"
# An amount without tax beside the one that is paid: what follows it, or stands before it.
_NET_AFTER = re.compile(
    rf"\s*[*¹²]?\s*[(（\[]?(?:税抜|税別|不含税|未税|{_WITHOUT}|bez {_VAT}|без {_VAT}"
    rf"|zzgl\.? ?(?:der |ges\.? |gesetzl\.? )?{_VAT}|ohne {_VAT}|\+ ?{_VAT}|plus {_VAT}"
    rf"|(?:mas|sin|senza|sem|zonder|hors|uden|utan) {_VAT}"
    rf"|{_VAT} (?:escl|no incl|excl|haric|hors|ex\b)\w*"
    rf"|netto\b|net\b(?! ?(?:wt|weight))|ht\b|h\.t"
    rf"|(?:chua|truoc|khong)(?: bao)?(?: gom| co| tinh)? {_VAT}"
    rf"|chua bao gom(?! (?:phi )?(?:ship|van|giao|phu))){_ENDED}"
)
_NET_BEFORE = re.compile(
    rf"(?:(?:chua|truoc|khong)(?: bao)?(?: gom| co| tinh)? {_VAT}|{_WITHOUT}|bez {_VAT}|без {_VAT}"
    rf"|(?:sin|senza|sem|zonder|hors|ohne) {_VAT}"
    r"|\bnet(?:to)?(?: ?price| ?preis| ar)?|\bnettopreis|\bcena netto|\bprix ht|\bht|税抜|税別)"
    r"(?: ?\d{1,2} ?%)?\W{0,3}$"
)
# The amount that is paid, tax included, where one without tax stands beside it.
_GROSS = (
    rf"(?:税込み?|含税|含稅|inc(?:l|luding|lusive|luso|lusa|luido|luida)?\.?(?: of)? ?{_VAT}"
    rf"|inkl\.|ttc\b|brutto(?: ar| ?preis)?|{_VAT} (?:incl|inkl|dahil|in\b)\w*"
    rf"|(?:da |gia )?(?:bao gom|gom|co|sau) {_VAT}|da bao gom"
    rf"|(?:s|z|con|com|с|з) {_VAT}|met {_VAT}|toutes taxes)"
)
_GROSS_BEFORE = re.compile(rf"(?<!chua )(?<!khong )(?<!chua bao ){_GROSS}\W{{0,3}}$")
_GROSS_AFTER = re.compile(rf"\s*[*¹²]?\s*[(（\[]?{_GROSS}{_ENDED}")
# Labels of a reduced price that follows the regular one.
_REDUCED = re.compile(
    r"\b(?:giam (?:gia )?(?:chi )?con|chi con|gia (?:km|khuyen mai|sale|uu dai|giam|moi|ban)|now"
    r"|sale price|special price|our price|angebotspreis|aktionspreis|jetzt|prix promo|oferta"
    r"|ahora|nasa cena|cena promocyjna|fur nur)\b|^por\b"
    r"|"
    + fold(
        "特価|セール価格|販売価格|판매가|할인가|促销价|促銷價|活动价|सेल मूल्य|ราคาพิเศษ|ราคาโปรโมชั่น"
    )
)
_ARROWS = frozenset({"→", "->", "=>", "➜", "➔", "⇒", "➡", "»"})
# What follows a rate to be paid each month, in an element of its own.
_EACH = re.compile(r"/ ?(?:thang|mo\b|month|mois|monat|mes\b|mese\b|miesiac)")
# The whole label of a regular price: "De: R$ 59,90 Por: R$ 49,90".
_WHOLE_OLD = frozenset(
    {"de", "era", "av", "for", "før", "førpris", "tidl.", "ennen", "förr", "avant", "bylo"}
)
# What shops call the only price of goods that aren't reduced.
_REGULAR = re.compile(
    r"\b(?:regular price|gia niem yet|gia thong thuong|normalpreis|regularer preis|prix habituel"
    r"|prix normal|precio (?:regular|habitual|normal)|preco normal|prezzo (?:regolare|normale)"
    r"|normale prijs|cena regularna|ordinarie pris|vanlig pris|normalpris|normaalihinta)\b"
    r"|" + fold("通常価格|정상가|原价|原價|ราคาปกติ|Обычная цена|Звичайна ціна|Κανονική τιμή")
)
_FREE = re.compile(
    r"\b(?:free|freeship|mien phi|gratis|gratuit[ae]?|offert[es]?|kostenlos\w*|kostenfrei\w*"
    r"|darmow\w+|zdarma|ingyen\w*|ucretsiz)\b|"
    + fold("бесплатн|безкоштовн|無料|무료|免费|免運|ฟรี|مجاني|חינם")
)
# What promises end in where they go on: "Free shipping over" "$50".
_UNENDED = re.compile(
    r"(?:[:>≥]|\b(?:over|above|from|on|for|ab|des|a partir de|od|desde|da|vanaf|tren|tu|don|to"
    r"|bis zu|hasta|toi|den|от|від))$"
)
_COST = re.compile(
    r"\b(?:fees?|costs?|charges?|frais|gastos|costi|costo|\w*kosten|koszt\w*|(?<!mien )phi|tien"
    r"|ongkos|custo|taxa|poplatek|gebuhr|стоимость|вартість)\b"
)
_NEARLY_ALL = 0.75
# A label is short, and its amount follows it at once.
_LONGEST, _SHARE = 40, 0.6


def role_of(label: str, rest: str) -> Role:
    """What an amount is by the words before and after it."""
    before, after = fold(label)[-60:], fold(rest[:60])
    if (
        before.endswith(("(-", "(–", "(−"))
        or _SAVING.search(before)
        or _BESIDE.match(after)
        or _AGAIN.match(after)
        or _TERM.search(before)
    ):
        return Role.SAVING
    if _OLD.search(before) or before.strip(" :") in _WHOLE_OLD or _PER_MEASURE.search(before):
        return Role.OLD
    if _NET_AFTER.match(after):
        return Role.NET
    if _NET_BEFORE.search(before) and not _GROSS_AFTER.match(after):
        return Role.NET
    return Role.FROM if _FROM.search(before) else Role.CURRENT


def is_gross(label: str, rest: str) -> bool:
    """Whether the words around an amount say that tax is in it."""
    return bool(_GROSS_BEFORE.search(fold(label)[-60:]) or _GROSS_AFTER.match(fold(rest[:60])))


def is_reduced(label: str) -> bool:
    """Whether the words before an amount make it the reduced price beside a regular one."""
    return label.strip() in _ARROWS or _REDUCED.search(fold(label)) is not None


def is_badge(text: str) -> bool:
    """Whether a text promises something and labels no amount: "Free shipping", "Ship nhanh".

    "Shipping fee", "You save" and "Free shipping over" do label the amount behind them.
    """
    words = fold(text)
    saving = _SAVING.search(words)
    if _UNENDED.search(words) or _COST.search(words):
        return False
    short = saving is not None and len(saving[0]) < _NEARLY_ALL * len(words)
    return short or _FREE.search(words) is not None


def is_regular(label: str) -> bool:
    """Whether the words before an amount call it the price of goods that aren't reduced."""
    return _REGULAR.search(fold(label)) is not None


def role_after(text: str) -> Role:
    """What an amount is by the words of another element that follow it."""
    if _EACH.match(fold(text[:60])):
        return Role.SAVING
    return Role.NET if ends_net(text) else Role.CURRENT


def ends_net(text: str) -> bool:
    """Whether a text begins by saying that the amount before it is without tax."""
    return _NET_AFTER.match(fold(text[:60])) is not None


def role_by_label(label: str) -> Role:
    """What an amount is by a label in an element of its own: "Giá niêm yết:", "ab", "Excl. tax".

    Only words that are nearly all of the label count: "Freeship" on a badge labels nothing.
    """
    words = fold(label)
    if not words or len(words) > _LONGEST:
        return Role.CURRENT
    old, ended = _OLD.search(words), words.endswith(":")
    if words.strip(" :") in _WHOLE_OLD or (old and (ended or len(old[0]) >= _SHARE * len(words))):
        return Role.OLD
    if _SAVING.search(words) and (ended or _FROM.search(words)):
        return Role.SAVING
    if _NET_BEFORE.search(words):
        return Role.NET
    return Role.FROM if _FROM.search(words) else Role.CURRENT
