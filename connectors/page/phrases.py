"""Words shops use about a product's state, folded: no marks, lower case, single blanks.

The Vietnamese and English ones are the reading contract's; the other languages are what
common shop systems print in their standard translations. All entries pass through `fold`.
"""

from functools import cached_property

from ahocorasick_rs import AhoCorasick

from catalog.text_vi import fold

WRITTEN: set[str] = set()
"""All phrases as written here, with their marks."""


class Phrases(tuple[str, ...]):  # noqa: SLOT001 - holds its automaton
    """Folded phrases, the longest first, that are looked for all at once."""

    @cached_property
    def automaton(self) -> AhoCorasick:
        """Finds every phrase at the cost of one look."""
        return AhoCorasick(self)


def folded(*lines: str) -> Phrases:
    """Phrases as shops write them, "|" between them, made ready to be looked for."""
    WRITTEN.update(part.strip() for line in lines for part in line.split("|"))
    words = {fold(part.strip()) for line in lines for part in line.split("|") if part.strip()}
    return Phrases(sorted(words, key=len, reverse=True))


OUT = folded(
    "Il n'y a pas assez de produits en stock|Not enough products in stock|Not enough in stock",
    "Nicht genügend Artikel auf Lager|No hay suficientes productos en stock|Không đủ hàng",
    "Niet genoeg producten op voorraad",
    "在庫：なし|在庫:なし|在庫 なし|재고 없음|재고없음|库存不足|暂时无货|暫時無貨",
    "Publicación pausada|Anúncio pausado",
    "Nicht zur Verfügung",
    "Tạm ngưng bán|Tạm nghỉ bán|Ngừng nhận đơn|Изчерпан|Изчерпано|Няма в наличност|Εξαντλημένο",
    "Nema na zalihi|Nije dostupno|Ni na zalogi|Razprodano|Tillfälligt slut|Ei saatavilla",
    "Tilapäisesti loppu|Nem elérhető|उपलब्ध नहीं|स्टॉक में नहीं|ناموجود|موجود نیست|غير متاح",
    "نفد من المخزون",
    "לא במלאי|无库存|暂无库存|已抢光|受付を終了|受付終了|Nėra sandėlyje|Šiuo metu neturime",
    "Išparduota",
    "Não disponível|Niet verkrijgbaar|Ej tillgänglig|Mevcut değil|Habis dijual",
    "Nav noliktavā|Läbi müüdud|Stok kosong|Gelince haber ver|Agotada|Esaurita",
    "Not currently available",
    "Hết hàng|Tạm hết hàng|Cháy hàng|Đã bán hết|Bán hết|Không sẵn có|Hàng sắp về|Không còn hàng",
    "Báo khi có hàng|Báo tôi khi có hàng|Nhắc tôi khi có hàng|Thông báo khi có hàng",
    "Nhận tin khi có hàng",
    "Notify me when back in stock|Notify me when in stock|Notify when in stock|Notify me when this",
    "Benachrichtigen wenn verfügbar|Prévenez-moi|Me prévenir|再入荷お知らせ|再入荷通知|到貨通知",
    "到货通知",
    "Powiadom mnie|Avísame cuando|Avise-me|Avvisami|Сообщить о поступлении|Hlídat dostupnost",
    "Join the waitlist|Join waitlist|Join waiting list|Request restock|Auf die Warteliste",
    "Rejoindre la liste d'attente|Hors stock|Hors-stock|No stock",
    "Đang hết hàng|Hàng đã hết|Tạm ngừng bán|Tạm hết sản phẩm|Sản phẩm đã hết|Hàng đang về",
    "Out of season|Back soon|Temporarily out of stock|All gone|Email me when available",
    "Zur Zeit nicht lieferbar|Aktuell nicht lieferbar|Ausgetrunken|Nicht mehr auf Lager",
    "Plus disponible en stock|En rupture de stock|Bientôt de retour|Nu pe stoc|Fora do estoque",
    "입고 알림|재입고 알림|품절된 상품|补货中|補貨中|暂时缺货|暫時缺貨|완판|SOLDOUT|Stok tükendi",
    "Товар закончился|Нема в наявності|Немає на складі|Sprzedane|Sprzedany|Aktualnie niedostępny",
    "Hết mùa|Hết vụ",
    "Chưa có hàng|Hết sản phẩm|Tạm hết|Sắp có hàng|Không có sẵn|Không có hàng|Chưa còn hàng",
    "Out of stock|Out-of-stock|Sold out|Not in stock|Currently unavailable|Temporarily unavailable",
    "No stock|Not available|Unavailable|Temporarily out|Notify me when available|0 in stock",
    "Ausverkauft|Nicht vorrätig|Nicht auf Lager|Nicht verfügbar|Nicht lieferbar|Vergriffen",
    "Derzeit nicht verfügbar|Momentan nicht verfügbar|Nicht mehr vorrätig|Nicht am Lager",
    "Rupture de stock|En rupture|Épuisé|Indisponible|Non disponible|Plus en stock|Pas en stock",
    "Actuellement indisponible|Stock épuisé|Produit épuisé|Victime de son succès",
    "Brak w magazynie|Niedostępny|Niedostępna|Niedostępne|Wyprzedane|Wyprzedany|Brak towaru",
    "Produkt niedostępny|Chwilowo niedostępny|Powiadom o dostępności|Nie ma w magazynie",
    "在庫がございません|在庫×|在庫:×|在庫：×|在庫切れ|売り切れ|売切れ|品切れ|完売|在庫なし",
    "在庫がありません|入荷待ち|販売していません",
    "Agotado|Sin existencias|Sin stock|No disponible|Fuera de stock|No hay existencias",
    "Esaurito|Non disponibile|Non è disponibile|Prodotto esaurito|Terminato",
    "Uitverkocht|Niet op voorraad|Niet beschikbaar|Niet leverbaar|Momenteel niet leverbaar",
    "Esgotado|Indisponível|Sem estoque|Fora de estoque|Produto indisponível|Sem stock",
    "สินค้าหมด|หมดสต็อก|缺货|缺貨|售罄|已售完|已售罄|無庫存|无货|품절|일시품절|Stok habis|Habis",
    "Нет в наличии|Нет на складе|Распродано|Немає в наявності|Tükendi|Stokta yok|Stok yok",
    "Vyprodáno|Není skladem|Nedostupné|Vypredané|Nie je na sklade|Nincs készleten|Elfogyott",
    "Nincs raktáron|Stoc epuizat|Indisponibil|Nu este în stoc|Slutsåld|Slut i lager|Ej i lager",
    "Udsolgt|Ikke på lager|Utsolgt|Loppuunmyyty|Ei varastossa|Loppu varastosta|Rasprodano",
    "Εξαντλήθηκε|Μη διαθέσιμο|غير متوفر|نفدت الكمية|אזל מהמלאי",
)

DISCONTINUED = folded(
    "N'est plus commercialisé|N'est plus en vente|Ya no se vende",
    "Wird nicht mehr hergestellt",
    "Nicht mehr im Sortiment|Descontinuado|Uit assortiment",
    "Niet meer in ons assortiment|Non più in vendita",
    "Non è più in produzione|Výroba ukončena|Megszűnt termék",
    "Ei enää myynnissä",
    "Artık satılmıyor|Δεν διατίθεται πλέον|Больше не продаётся",
    "Больше не производится|Більше не продається|לא מיוצר יותר|Tidak dijual lagi",
    "لم يعد متوفرا|ยกเลิกการผลิต|ยกเลิกการจำหน่าย|廃盤|製造終了",
    "お取り扱いを終了|판매중단|판매 중단|停止销售|停止販售",
    "Снято с продажи|Снят с продажи|Знято з виробництва|Знято з продажу|已下架|เลิกจำหน่าย|เลิกผลิต",
    "Satıştan kaldırıldı|판매종료|판매 종료|販売を終了|取扱終了|Udgået|Kifutott|Prodej ukončen",
    "Predaj ukončený",
    "Ngừng kinh doanh|Ngưng kinh doanh|Ngừng bán|Ngừng sản xuất|Ngưng sản xuất|Ngừng cung cấp",
    "Không còn kinh doanh|No longer available|Discontinued|No longer sold|No longer in production",
    "Nicht mehr lieferbar|Nicht mehr verfügbar|Artikel nicht mehr erhältlich|Auslaufartikel",
    "N'est plus disponible|Produit arrêté|Plus disponible|Descatalogado|Ya no está disponible",
    "Produkt wycofany|Wycofany ze sprzedaży|Wycofane ze sprzedaży|販売終了|生産終了|生産完了",
    "Fuori produzione|Non più disponibile|Niet meer leverbaar|Niet meer verkrijgbaar",
    "Fora de linha|단종|停产|停售|Снят с производства|Снято с производства|Utgått",
)

IN = folded(
    "在庫：あり|在庫:あり|在庫：○|在庫:○|在庫 あり|재고있음|有库存",
    "В наличност|Skladom|Na zalogi|Na stanju|Yra sandėlyje|Ir noliktavā|Laos olemas|Finns i lager",
    "Διαθέσιμα|Άμεσα διαθέσιμο|उपलब्ध|स्टॉक में|موجود|متاح|Stokta mevcut|库存充足|有庫存|Rendelhető",
    "Còn hàng|Trong kho|Có sẵn|Sẵn hàng|Có hàng|Còn sản phẩm",
    "In stock|In-stock|Available|Available now|Ready to ship|Left in stock|Only a few left",
    "Bestellbar|Auf Lager|Vorrätig|Lieferbar|Sofort lieferbar|Sofort verfügbar|Verfügbar|Lagernd",
    "En stock|Disponible|Produit disponible|Expédié sous|W magazynie|Dostępny|Dostępna|Dostępne",
    "Na stanie|Wysyłka w|Produkt dostępny|在庫あり|在庫有り|在庫有|在庫わずか|残りわずか|即納",
    "Disponibile|Disponibilità immediata|Op voorraad|Direct leverbaar|Em estoque|Disponível",
    "มีสินค้า|พร้อมส่ง|有货|有貨|現貨",
    "现货|재고 있음|Tersedia|Stok tersedia|В наличии|Есть в наличии",
    "На складе|В наявності|Stokta|Stokta var|Skladem|Na sklade|Raktáron|Készleten|În stoc|In stoc",
    "I lager|På lager|Varastossa|Na zalihi|Διαθέσιμο|متوفر|במלאי",
)

BUY = folded(
    "Buy it now",
    "Tambah ke troli|Masukkan ke troli|Tambah ke beg|Masukkan ke keranjang|Voeg toe aan mandje",
    "Lägg i korgen|Legg i kurv|Kjøp nå|Osta nyt|Adicionar ao cesto",
    "Adicionar ao carro de compras",
    "Agregar al carro|Añadir al carro|Añadir a la bolsa|Agregar a la bolsa|Comprar ya",
    "Добави в количката|Добави в кошницата|Στο καλάθι|Dodaj u košaricu|U košaricu|Dodaj u korpu",
    "V košarico|Į krepšelį|Ielikt grozā|Pievienot grozam|Lisa ostukorvi|Vložit do košíku",
    "Kosárba rakom",
    "Vložiť do košíka|Додати в кошик|У кошик|В кошик|Læg i kurven|Legg i handlekurven|Lisää koriin",
    "افزودن به سبد خرید|افزودن به سبد|أضف إلى عربة التسوق|أضف إلى العربة|إضافة للسلة|شراء الآن",
    "เพิ่มลงในรถเข็น|ใส่ตะกร้า|หยิบลงตะกร้า|สั่งซื้อ|कार्ट में डालें|कार्ट में जोड़ें|अभी खरीदें|立即预订",
    "立即預購",
    "Tambahkan ke keranjang|Masukkan keranjang|Pesan sekarang",
    "Đặt giá|Đấu giá|Place bid|Bid now|Jetzt bieten|Licytuj|入札する",
    "Thêm vào giỏ|Thêm vào giỏ hàng|Cho vào giỏ|Mua ngay|Chọn mua|Đặt hàng|Đặt mua|Mua hàng",
    "Bỏ vào giỏ|Bỏ giỏ hàng|Mua liền|Đặt ngay|Đặt mua ngay|Mua trả góp|Order now|Shop now|Purchase",
    "Keranjang|Beli langsung|Beli|Add to my bag|Add to order|Köp nu|Osta|Comprar já",
    "Thêm vào túi|Zum Warenkorb hinzufügen|In den Warenkorb legen|Kaufen|Mettre au panier",
    "Commander",
    "J'achète|Aggiungi al cestino|Metti nel carrello|Mandje|Voeg toe|カートへ入れる|購入する",
    "注文する|カゴに入れる|カートに入れて|바로 구매|바로구매|장바구니에 담기|구매|放入购物车",
    "加入購物袋|加购物车",
    "Sepete at|Hemen al|Koupit|Kúpiť|Vásárlás|Cumpără|Tilføj til kurv|Kjøp nå|Αγορά",
    "Купити|Заказать|Оформить заказ|اشتر الآن|اضف للسلة|إضافة إلى السلة|הוספה לסל",
    "Thêm giỏ hàng|Cho vào giỏ hàng|Add to cart|Add to basket|Add to bag|Buy now|Add to trolley",
    "Add to shopping bag|Add to shopping cart|Add to shopping basket|Add to your bag",
    "Add to my cart|Add item to cart|Add items to cart|Add to backpack|Add to tote|Add to crate",
    "Add to your cart|Add to your basket|Ajouter à mon panier|Ajouter au caddie",
    "Añadir a la cesta de la compra|Agregar a mi carrito|Adicionar à sacola|Adicionar ao carro",
    "Voeg toe aan winkelwagen|Lägg i kundvagn|Lägg i kundvagnen|Læg i indkøbskurven",
    "Добави за покупка|Vložit do koša|Vložiť do koša|Pridať do koša|Kosárba helyez",
    "Adaugă în coșul de cumpărături",
    "In den Warenkorb|In den Einkaufswagen|Jetzt kaufen|In den Korb|Ajouter au panier|Acheter",
    "Acheter maintenant|Do koszyka|Dodaj do koszyka|Kup teraz|カートに入れる|カートに追加",
    "買い物かごに入れる|今すぐ購入|今すぐ買う|かごに追加|かごに入れる|Añadir al carrito",
    "Agregar al carrito|Añadir a la cesta|Comprar|Comprar ahora|Aggiungi al carrello|Acquista",
    "In winkelwagen|In winkelmand|In mijn winkelwagen|Toevoegen aan winkelwagen|Bestellen",
    "Adicionar ao carrinho|Comprar agora|หยิบใส่ตะกร้า|เพิ่มลงตะกร้า",
    "ซื้อเลย|เพิ่มในรถเข็น|加入购物车|加入購物車",
    "立即购买|立即購買|장바구니|장바구니 담기|구매하기|Tambah ke keranjang|Beli sekarang|В корзину",
    "Добавить в корзину|Купить|До кошика|Sepete ekle|Satın al|Do košíku|Přidat do košíku",
    "Pridať do košíka|Kosárba|Kosárba teszem|Adaugă în coș|Adaugă în cos|Lägg i varukorg",
    "Lägg i varukorgen|Köp|Læg i kurv|Læg i indkøbskurv|Legg i handlekurv|Kjøp",
    "Lisää ostoskoriin|Προσθήκη στο καλάθι|أضف إلى السلة|أضف للسلة|הוסף לסל",
)

# What buttons call the place that goods are laid in; other buttons order services as well.
CART = folded(
    "giỏ|cart|basket|keranjang|carrinho|carrito|carrello|panier|warenkorb|sepet|корзин|кошик",
    "koszyk|košík|kosár|coș|winkel|カート|购物车|購物車|장바구니|ตะกร้า|السلة",
)

PREORDER = folded(
    "Forudbestil|Forhåndsbestill|Förbeställ|Ennakkotilaa|Előrendelés|Precomandă",
    "Ön sipariş|Předobjednat|Predobjednať|Передзамовлення",
    "Pré-encomendar|Pré-venda|Preordina",
    "Κατόπιν παραγγελίας|Προπαραγγελία|طلب مسبق|הזמנה מוקדמת|สั่งจองล่วงหน้า",
    "พรีออเดอร์|Pra-pesan|예약구매|예약주문|예약 구매|予約注文|预订",
    "预售|預購|Под заказ|Під замовлення|Предзаказ|Na zamówienie|Sur commande|Bajo pedido",
    "Đặt trước|Pre-order|Preorder|Available on backorder|On backorder|Vorbestellen|Vorbestellbar",
    "Précommande|Précommander|予約受付中|予約する|Przedsprzedaż|Reservar|Available for order",
    "Có thể đặt hàng trước",
)

# Hurry up: there is still something left.
NEARLY = folded(
    "Sắp hết hàng|Sắp hết|Gần hết hàng|Sắp bán hết|Sắp cháy hàng|Almost sold out|Nearly sold out",
    "Selling out fast|Almost gone|Almost out of stock|Bald ausverkauft|Fast ausverkauft",
    "Bientôt épuisé|Presque épuisé|Bientôt en rupture|Casi agotado|Quasi esaurito",
    "Bijna uitverkocht",
    "Na wyczerpaniu|Quase esgotado|売り切れ間近|残りわずか|在庫わずか|即将售罄|即將售完|품절임박",
    "품절 임박|Skoro vyprodáno",
)

# What holds if goods were out; it says nothing about whether they are.
SUPPOSED = folded(
    "kẻo hết hàng|kẻo hết|trước khi hết hàng|nếu hết hàng|khi hết hàng|trường hợp hết hàng",
    "hết hàng sẽ",
    "was sold out|were sold out|was out of stock|were out of stock|had sold out|was discontinued",
    "before it sells out|before it's sold out|before they're sold out|if sold out|if out of stock",
    "when sold out|until sold out|solange der Vorrat reicht|wenn ausverkauft|en cas de rupture",
    "売り切れ次第|売切れ次第|在庫切れの場合|品切れの場合|jusqu'à épuisement|while stocks last",
)

# Words that as often speak of a service, a branch or a variant as of the goods.
VAGUE = folded(
    "Não disponível|Niet verkrijgbaar|Ej tillgänglig|Mevcut değil",
    "Nem elérhető|Ei saatavilla|غير متاح|Nije dostupno|Not currently available",
    "Not available|Unavailable|Nicht verfügbar|Indisponible|Non disponible|No disponible",
    "Niet beschikbaar|Non è disponibile|Indisponível|Niedostępny|Niedostępna|Niedostępne",
    "Không có sẵn|Không sẵn có|Nedostupné|Indisponibil|Không có hàng|Tạm hết|Terminato|Habis",
)

# Said of a branch where goods can be fetched, not of the shop that sends them.
BRANCH = folded(
    "siêu thị|khu vực|cửa hàng có hàng|cửa hàng còn hàng|chi nhánh",
    "en magasin|en boutique|in store|in-store|in stores|at store|for pickup|pickup|in der Filiale",
    "im Markt|in je winkel|in de winkel|tại cửa hàng|tại chi nhánh|w salonie|en tienda|in negozio",
    "na loja física|店頭|店舗在庫|в магазине|in butik|i butik",
)

NO_PRICE = folded(
    "Liên hệ|Giá liên hệ|Gọi để có giá|Liên hệ để có giá|Call for price|Price on request",
    "Preis auf Anfrage|Prix sur demande|Cena na zapytanie|Contact us for price|要問い合わせ",
    "価格はお問い合わせ|Precio a consultar|Prezzo su richiesta|Prijs op aanvraag",
)

# What a button says where goods have no price until a shop was asked.
QUOTE = folded(
    "Yêu cầu báo giá|Nhận báo giá|Báo giá ngay|Liên hệ báo giá|Gửi yêu cầu báo giá|Hỏi giá",
    "Xin báo giá|Lấy báo giá|Liên hệ đặt hàng|Liên hệ mua hàng|Liên hệ để mua hàng",
    "Gọi đặt hàng|Request a quote|Request quote|Request for quote|Get a quote|Get quote",
    "Add to quote|Ask for price|Request price|Get price|Enquire now|Product enquiry",
    "Preis anfragen|Angebot anfordern|Angebot anfragen|Produktanfrage|Demander un devis",
    "Demande de devis|Demander le prix|Solicitar presupuesto|Pedir presupuesto",
    "Solicitar cotización|Cotizar|Consultar precio|Richiedi preventivo|Richiedi un preventivo",
    "Richiedi il prezzo|Solicitar orçamento|Pedir orçamento|Offerte aanvragen|Prijs aanvragen",
    "Zapytaj o cenę|Zapytaj o produkt|Запросить цену|Узнать цену|Уточнить цену|Poptat",
    "Ajánlatkérés|Cere ofertă|Teklif al|Fiyat sor|お見積り|見積依頼|询价|詢價|견적 문의",
    "Minta penawaran|ขอใบเสนอราคา",
)

WALL = folded(
    "не робот|подозрительный трафик|robot olmadığınızı|Güvenlik doğrulaması|eres humano",
    "no eres un robot",
    "no soy un robot|não é um robô|não sou um robô|non sei un robot|non sono un robot|geen robot",
    "nie jesteś robotem|ロボットではありませんか|bukan robot|kein Roboter|kein Bot",
    "n'êtes pas un robot",
    "人机验证|您是真人|로봇이 아닙니다|không phải robot|không phải là robot|không phải người máy",
    "đủ 18 tuổi chưa|Bạn đã đủ 18 tuổi|Are you over 18|Are you over 21|Are you 18 or older",
    "legal drinking age|Bist du 18|Sind Sie über 18|Avez-vous plus de 18 ans|masz ukończone 18 lat",
    "Eres mayor de edad|Вам есть 18|Вам уже есть 18|Вам исполнилось 18|20歳以上ですか",
    "not available in your region|not available in your country|You are now in line",
    "Bevor Sie fortfahren|Before you continue|Avant de continuer|Prima di continuare",
    "Just a moment|Enable JavaScript and cookies to continue|Checking your browser",
    "Attention Required|Verify you are human|Verify you're human|Access Denied|unusual traffic",
    "Xác minh bạn|Xác minh rằng|Xác minh con người|Vui lòng xác minh|Xác minh|Chào bạn robot",
    "Tôi không phải là người máy|Pardon our interruption|Are you a robot|I'm not a robot",
    "Robot check|Security check|Bot verification|Human verification|Press & hold|Press and hold",
    "Please verify you are|Confirm you are human|confirm you are a human|prove you are human",
    "Sorry, you have been blocked|You have been blocked|Request blocked|Performing security",
    "Enter the characters you see|not a robot|DDoS protection by|Performance & security by",
    "Zugriff verweigert|Accès refusé|Odmowa dostępu|アクセスが拒否|アクセスできません|访问验证",
    "Sicherheitsüberprüfung|Ich bin kein Roboter|Je ne suis pas un robot|Nie jestem robotem",
    "Vérification de sécurité|Checking if the site connection is secure|Acceso denegado",
    "verifying your browser|Security Checkpoint|request is being verified",
    "Please enable JS and disable",
    "403 Forbidden|429 Too Many Requests|Too many requests|truy cập quá nhanh|Xác nhận truy cập",
    "nhập mã xác nhận|Access to this page has been denied|bot access attempt|ロボットではない",
    "비정상적인 접근",
    "Our systems have detected|solve the captcha|complete the captcha|nhập mã captcha",
    "Making sure you're not a bot|access to this site has been limited",
    "私はロボットではありません|安全验证|滑动验证|보안 확인|Проверка браузера|Я не робот",
)

# Titles of pages that a server or hosting firm shows when the shop itself is out of order.
FAULT = folded(
    "domain is parked|parked free|domain has expired|Tên miền đã hết hạn|Website đã hết hạn",
    "đã hết hạn sử dụng|Welcome to nginx|Apache2 Default Page|Site not found|We'll be back soon",
    "We will be back soon|Be right back|shop is currently unavailable",
    "store is currently unavailable",
    "store is unavailable|Cửa hàng này hiện không khả dụng|Cửa hàng đã ngừng hoạt động",
    "Gian hàng này hiện đã đóng|Gian hàng đã đóng|Shop đã đóng cửa|shop is taking a short break",
    "shop is on vacation|технические работы|временно не работает|Wir sind bald zurück",
    "Database connection failed|Domain for sale|Diese Domain steht zum Verkauf",
    "502 Bad Gateway|500 Internal Server Error|Internal Server Error|503 Service Unavailable",
    "Service Unavailable|Service Temporarily Unavailable|504 Gateway|Gateway Timeout",
    "Gateway Time-out",
    "Error establishing a database connection|Database Error|Fatal error|There has been a critical",
    "đang bảo trì|bảo trì hệ thống|đang nâng cấp|Under maintenance|Scheduled maintenance",
    "Maintenance mode|down for maintenance|Wartungsarbeiten|Wartungsmodus|en maintenance",
    "przerwa techniczna",
    "メンテナンス中|em manutenção|en mantenimiento|in manutenzione|Account suspended",
    "has been suspended|Web server is down|Web server is returning|Origin is unreachable",
    "domain is for sale|domain name is for sale|This domain may be for sale",
    "Tên miền này đang được bán",
)

# Names that are themselves for sale: their price is that of no goods.
PARKED = folded(
    "Domain for sale|domain is for sale|domain name is for sale|domain may be for sale",
    "Buy this domain|Diese Domain steht zum Verkauf|domaine est à vendre|dominio está en venta",
    "Tên miền này đang được bán|Tên miền này đang được rao bán",
)

LOGIN = folded(
    "Log into|Connectez-vous|Inicia sesión|Fazer login|Войти|Вход|Увійти|Přihlášení|Bejelentkezés",
    "Autentificare|Logga in|Log ind|Logg inn|Kirjaudu|Giriş yap|Masuk|تسجيل الدخول|ورود|התחברות",
    "Đăng nhập|Log in|Login|Sign in|Anmelden|Einloggen|Connexion|Se connecter|Zaloguj się",
    "Logowanie|ログイン|Iniciar sesión|Accedi|Inloggen|เข้าสู่ระบบ|登录|로그인",
)

RELATED = folded(
    "Sản phẩm cùng danh mục|Sản phẩm cùng chuyên mục|Sản phẩm cùng nhóm|Cùng danh mục",
    "Có thể bạn cần|Các sản phẩm khác|Đặc sản khác|Bán chạy nhất|Sản phẩm hot|Hàng mới về",
    "Gợi ý hôm nay|Gợi ý thêm|Xem thêm sản phẩm|Sản phẩm mua nhiều|Sản phẩm đi kèm",
    "Thường được mua cùng|Sản phẩm ưu đãi khác|Customers also liked|Others also bought",
    "Popular products|New arrivals|More products|Also bought|Related Products|Goes well with",
    "Pairs well with|Weitere Produkte|Passend dazu|Neu im Shop|Nos meilleures ventes",
    "Dans la même collection|Más productos|También te gustará|Altri prodotti|Sản phẩm thay thế",
    "Alternative products|Similar to this|Alternativprodukte|Sản phẩm liên quan",
    "Sản phẩm tương tự|Có thể bạn thích|Có thể bạn cũng thích|Sản phẩm khác|Sản phẩm cùng loại",
    "Sản phẩm đã xem|Sản phẩm vừa xem|Bạn đã xem|Thường mua cùng|Gợi ý cho bạn|Sản phẩm gợi ý",
    "Sản phẩm bán chạy|Sản phẩm nổi bật|Sản phẩm mới|Đánh giá|Bình luận|Khách hàng cũng mua",
    "Có thể bạn quan tâm|Bạn cũng có thể thích|Mua kèm|Related products|You may also like",
    "You might also like|Customers also bought|Similar products|Recently viewed|Recommended",
    "Recommended products|People also bought|Frequently bought together|Customers who bought",
    "Customer reviews|Reviews|More from|Best sellers|Related items|Recommended for you",
    "You'll also love|Similar items|Featured products|Complete the look|Ähnliche Produkte",
    "Das könnte dir auch gefallen|Das könnte Ihnen auch gefallen|Zubehör|Kunden kauften auch",
    "Zuletzt angesehen|Kundenbewertungen|Bewertungen|Ähnliche Artikel|Produits similaires",
    "Produits apparentés|Vous aimerez aussi|Vous aimerez peut-être aussi|Dans la même catégorie",
    "Vus récemment|Avis clients|Les clients qui ont acheté|Podobne produkty",
    "Może spodoba się również|Zobacz także|Ostatnio oglądane|Klienci kupili|Produkty powiązane",
    "Polecane produkty|Opinie|関連商品|おすすめ商品|この商品を買った人|最近チェックした商品",
    "レビュー|Productos relacionados|También te puede interesar|Opiniones|Prodotti correlati",
    "Potrebbe interessarti|Gerelateerde producten|Produtos relacionados|สินค้าที่เกี่ยวข้อง",
    "相关产品|相关商品|관련 상품|Produk terkait|Похожие товары|Benzer ürünler|Vừa xem",
    "Đã xem gần đây|Xem gần đây|Mua kèm|Produk lainnya|Produk serupa|Produk sejenis|Rekomendasi",
    "Você também pode|Quem viu também|Outros produtos|Ti potrebbe|Altri clienti|Autres produits",
    "Diğer ürünler|İlgili ürünler|Son gezdiğiniz|С этим товаром|Вы недавно смотрели",
    "Вы смотрели|Рекомендуем|Вам может понравиться|З цим товаром",
    "最近浏览|最近瀏覽|猜你喜欢|猜你喜歡|为您推荐|為您推薦",
    "สินค้าแนะนำ|สินค้าใกล้เคียง|추천 상품|최근 본 상품|함께 구매|最近見た商品|منتجات مشابهة",
)


def fold_page(text: str) -> str:
    """A long text folded without being kept: `fold` remembers thousands of short ones."""
    return str(fold.__wrapped__(text))


def contains(folded: str, phrases: Phrases) -> str | None:
    """The first (longest) phrase standing in the folded text as whole words, or None."""
    found = phrases.automaton.find_matches_as_indexes(folded, overlapping=True)
    for number, start, end in sorted(found) if found else ():
        phrase = phrases[number]
        before, after = folded[start - 1 : start], folded[end : end + 1]
        if not _joined(before, phrase[0]) and not _joined(after, phrase[-1]):
            return phrase
    return None


def _joined(neighbour: str, edge: str) -> bool:
    """Scripts without blanks between words (from Thai on) have no word edges to respect."""
    return bool(neighbour) and neighbour.isalnum() and edge.isalnum() and max(neighbour, edge) < "฀"
