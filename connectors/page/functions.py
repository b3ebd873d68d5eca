"""Pages with a function of their own (search, cart, order form), told by their headings.

They list goods with prices and buttons, and are no product's page whatever those say.
"""

from catalog.text_vi import fold
from connectors.page.phrases import BUY

# Whole headings: "Shopping bag" alone is a cart, "Shopping bag of canvas" is goods.
_WHOLE = """
Tìm kiếm|Search|Giỏ hàng|Giỏ hàng của bạn|Cart|Your cart|My cart|Shopping cart|Shopping bag
Your shopping cart|Your bag|Your basket|Shopping basket|Basket|Warenkorb|Dein Warenkorb
Ihr Warenkorb|Panier|Votre panier|Mon panier|Carrito|Tu carrito|Carrito de compras|Carrello
Il tuo carrello|Winkelwagen|Winkelmand|Koszyk|Twój koszyk|Корзина|Кошик|カート|ショッピングカート
购物车|購物車|장바구니|Keranjang|Košík|Nákupný košík|Nákupní košík|Kosár|Coșul meu|Varukorg
Indkøbskurv|Handlekurv|Ostoskori|Sepetim|Carrinho|Meu carrinho|ตะกร้าสินค้า
Thanh toán|Checkout|Kasse|Zur Kasse|Paiement|Finalizar compra|Cassa|Afrekenen|Оформление заказа
Оформлення замовлення|ご購入手続き|结账|結帳|Pokladna|Pénztár
Wishlist|My wishlist|Danh sách yêu thích|Sản phẩm yêu thích|Merkzettel|Wunschliste|Wunschzettel
Liste d'envies|Lista de deseos|Lista życzeń|Verlanglijst|お気に入り
Product comparison|Produktvergleich|Order confirmation|Order received|Order summary
Track your order|Order form|Bestellformular|Bestellschein|Bon de commande|Formulario de pedido
Formularz zamówienia|Liên hệ|Contact|Contact us|Contact form|Kontakt|Kontaktformular|Kontaktskjema
Contactez-nous|Nous contacter|Contacto|Contáctanos|Contatti|Contatto|Контакты|お問い合わせ|联系我们
Quên mật khẩu|Lấy lại mật khẩu|Đặt lại mật khẩu|Forgot password|Forgotten password|Lost password
Forgot your password|Forgotten your password|Reset password|Password reset|Reset your password
Passwort vergessen|Passwort zurücksetzen|Mot de passe oublié|Mot de passe perdu
Recuperar contraseña|Olvidé mi contraseña|Restablecer contraseña|Pedido de palavra-passe
Recuperar palavra-passe|Recuperar senha|Esqueci minha senha|Password dimenticata|Recupera password
Wachtwoord vergeten|Nie pamiętam hasła|Przypomnij hasło|Zapomenuté heslo|Zabudnuté heslo
Восстановление пароля|Забыли пароль|Glemt passord|Glemt kodeord|Glömt lösenord|Parolamı unuttum
パスワード再設定|忘记密码|Đăng ký|Đăng ký tài khoản|Tạo tài khoản|Register|Registration
Create account|Create an account|Create a new account|Registrieren|Konto erstellen|Inscription
Créer un compte|Crear cuenta|Crear una cuenta|Criar conta|Registrazione|Crea un account
Account aanmaken|Rejestracja|Załóż konto|Registrace|Registrácia|Регистрация|会員登録|注册
Subscribe|Subscribe now|Subscriptions|Membership|Memberships|Become a member|Join us|Donate
Abonnieren|Mitgliedschaft|Mitglied werden|Spenden|S'abonner|Adhésion|Devenir membre|Faire un don
Suscríbete|Suscripciones|Hazte socio|Donar|Abbonati|Diventa socio|Abonneren|Lid worden|Doneren
Prenumerera|Bli medlem|Bliv medlem|Zostań członkiem|Đăng ký thành viên|Hội viên|Quyên góp
Thực đơn|Bảng giá|Báo giá|Pricing|Plans and pricing|Price list|Preisliste|Lista de precios|Cennik
"""
# Headings that may go on: "Search results for oak".
_BEGUN = """
Kết quả tìm kiếm|Search results|Suchergebnisse|Résultats de recherche|Résultats de la recherche
Resultados de búsqueda|Resultados de la búsqueda|Resultados da busca|Risultati di ricerca
Risultati della ricerca|Zoekresultaten|Wyniki wyszukiwania|Результаты поиска|Результати пошуку
検索結果|搜索结果|搜尋結果|검색 결과|검색결과|Hasil pencarian|Výsledky vyhledávání
Keresési eredmények
Rezultatele căutării|Sökresultat|Søgeresultater|Søkeresultater|Hakutulokset|Arama sonuçları
ผลการค้นหา|نتائج البحث|So sánh sản phẩm|Compare products|Comparer les produits|Comparar productos
Porównanie produktów|Сравнение товаров|Cảm ơn bạn đã đặt hàng|Đặt hàng thành công
Thank you for your order|Vielen Dank für Ihre Bestellung|Merci pour votre commande
Gracias por tu pedido|Theo dõi đơn hàng|Tra cứu đơn hàng|Phiếu đặt hàng|Đơn đặt hàng|Mẫu đặt hàng
"""


def _folded(names: str) -> frozenset[str]:
    return frozenset(fold(n.strip()) for n in names.replace("\n", "|").split("|") if n.strip())


# A page headed by what its button says is where an order is filled in.
_BUYING = frozenset(BUY)
_NAMES, _BEGINNINGS = _folded(_WHOLE), tuple(sorted(_folded(_BEGUN)))


def function_of(heading: str) -> str | None:
    """The function that a page's heading names, or None when it may name goods."""
    words = fold(heading).strip(" .:!-–|·()0123456789")
    if words in _NAMES or words in _BUYING:
        return words
    found = next((n for n in _BEGINNINGS if words.startswith(n)), None)
    if found is None or words[len(found) : len(found) + 1].isalnum():
        return None
    return found
