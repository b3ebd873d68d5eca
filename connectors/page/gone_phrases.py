"""Words by which shops admit that a page or its goods are no more there, in many languages."""

from connectors.page.phrases import Phrases, folded

GONE = folded(
    "Dit product bestaat niet meer|Ce produit n'existe plus|Dieses Produkt existiert nicht mehr",
    "Este producto ya no existe|Questo prodotto non esiste più|Este produto não existe mais",
    "Ten produkt już nie istnieje|This product no longer exists|This item no longer exists",
    "Tento produkt již neexistuje|Ez a termék már nem létezik|Acest produs nu mai există",
    "Produkten finns inte längre|Produktet findes ikke længere|Produktet finnes ikke lenger",
    "Tuotetta ei enää ole|Товар больше не существует|商品找不到|找不到此商品|查無此商品",
    "此商品不存在|商品已删除|商品已刪除|商品已失效",
    "Sản phẩm không còn tồn tại|Sản phẩm bạn tìm không tồn tại",
    "Produk tidak ditemukan|존재하지 않는 상품|존재하지 않는 페이지|상품을 찾을 수 없습니다",
    "商品不存在|宝贝不存在",
    "頁面不存在|找不到商品|ไม่พบสินค้า|Η σελίδα δεν βρέθηκε|Το προϊόν δεν βρέθηκε",
    "Produsul nu a fost găsit",
    "Pagina nu a fost găsită|Pagina nu există|الصفحة غير موجودة|المنتج غير موجود|صفحه یافت نشد",
    "محصول یافت نشد",
    "העמוד לא נמצא|הדף לא נמצא|המוצר לא נמצא|Сторінку не знайдено|Товар не знайдено",
    "Товар не найден",
    "Страницата не е намерена|Страницата не съществува|Sivua ei löytynyt|Sivua ei löydy",
    "Tuotetta ei löytynyt|Siden findes ikke|Siden finnes ikke|Siden ble ikke funnet",
    "Sidan finns inte",
    "keresett oldal nem található|termék nem található|Stránka nebyla nalezena|Stránka neexistuje",
    "Stránka sa nenašla|Stránka nebola nájdená|Ürün bulunamadı|Stranica nije pronađena",
    "Strani ni mogoče najti|Puslapis nerastas|Lapa nav atrasta|Lehte ei leitud",
    "Product niet gevonden",
    "Prodotto non trovato|Producto no encontrado|Produto não encontrado",
    "Sản phẩm này không còn tồn tại",
    "Sản phẩm không tồn tại|Không tìm thấy sản phẩm|Không tìm thấy trang|Trang không tồn tại",
    "Trang bạn tìm không tồn tại|Sản phẩm đã bị xóa|Sản phẩm đã bị xoá|Không tìm thấy|Lỗi 404",
    "Trang bạn tìm kiếm không tồn tại|Trang này không tồn tại|Sản phẩm này không tồn tại",
    "Page not found|Product not found|Not found|404 error|Error 404|This page doesn't exist",
    "Page does not exist|Page can't be found|Page cannot be found|This product does not exist",
    "couldn't find that page|can't find that page|couldn't find the page|page you requested",
    "looking for a page that doesn't|That page can't be found|Item not found|Oops! That page",
    "Seite nicht gefunden|Produkt nicht gefunden|Nicht gefunden|Artikel nicht gefunden",
    "Page introuvable|Page non trouvée|Produit introuvable|Cette page n'existe pas",
    "Strona nie istnieje|Nie znaleziono strony|Nie znaleziono|Strona nie została znaleziona",
    "ページが見つかりません|お探しのページ|商品が見つかりません|存在しません|Página no encontrada",
    "Pagina non trovata|Pagina niet gevonden|Página não encontrada|ไม่พบหน้า|页面不存在|找不到页面",
    "페이지를 찾을 수 없습니다|Halaman tidak ditemukan|Страница не найдена|Sayfa bulunamadı",
    "Stránka nenalezena|Az oldal nem található|Sidan hittades inte|Siden blev ikke fundet",
)

# Surely about the page only in its title or heading, where shops name the goods otherwise.
GONE_TITLE = Phrases(
    (
        *GONE,
        *folded(
            "Không tồn tại|Không còn tồn tại|No longer exists|Doesn't exist|Can't find",
            "Couldn't find",
            "Nicht gefunden|Existiert nicht|Existiert nicht mehr|N'existe pas|N'existe plus",
            "Non trouvé|Introuvable|No encontrado|No encontrada|No existe|Ya no existe",
            "No encontramos",
            "Non trovato|Non trovata|Non esiste|Niet gevonden|Bestaat niet|Bestaat niet meer",
            "Não encontrado|Não encontrada|Não existe|Não encontramos|Nie istnieje|Nie ma takiej",
            "Nie znaleziono|Nie znaleźliśmy|見つかりません|見つかりませんでした|Hittades inte",
            "Finns inte|Blev ikke fundet|Finnes ikke|Findes ikke|Ei löytynyt|Не найдена|Не найден",
            "Не существует|Nenalezen|Nenalezena|Neexistuje|Nem található|Bulunamadı|不存在|ไม่พบ",
        ),
    )
)
