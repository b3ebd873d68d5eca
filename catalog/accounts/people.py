"""People who may sign in, and changes to their rights (each one ends their open sessions)."""

from sqlmodel import Session, select

from catalog.accounts.passwords import LEAST_PASSWORD, hash_password
from catalog.accounts.person import person_of
from catalog.accounts.sessions import revoke_all
from catalog.errors import ChoPhienError
from catalog.models import User
from catalog.status import Role


class AccountError(ChoPhienError):
    """An account cannot be made or changed as asked."""

    code = "data_invalid"


def login_key(login: str) -> str:
    """Logins are compared without case and outer blanks."""
    return login.strip().casefold()


def find_user(session: Session, login: str) -> User | None:
    """The user with this login, active or not."""
    return session.exec(select(User).where(User.login == login_key(login))).first()


def create_user(
    session: Session,
    login: str,
    password: str,
    role: Role,
    *,
    name: str = "",
    producer_id: int | None = None,
) -> User:
    """Store a new user; raises AccountError for a taken login, a short password, no producer."""
    key = login_key(login)
    if not key:
        raise AccountError("Tên đăng nhập không được để trống")
    if find_user(session, key) is not None:
        raise AccountError(f"Tên đăng nhập “{key}” đã có người dùng")
    if role is Role.PRODUCER and producer_id is None:
        raise AccountError("Tài khoản chủ thể phải gắn với một chủ thể")
    user = User(
        login=key,
        name=name or key,
        role=role,
        producer_id=producer_id,
        password_hash=hash_password(_long_enough(password)),
    )
    session.add(user)
    session.flush()
    return user


def set_password(session: Session, user: User, password: str) -> None:
    """Give a new password, lift a lock, and sign the person out everywhere."""
    user.password_hash = hash_password(_long_enough(password))
    user.failed_logins, user.locked_until = 0, None
    session.add(user)
    revoke_all(session, person_of(user).id)


def set_role(session: Session, user: User, role: Role) -> None:
    """Change what the person may do; open sessions end, so the old right ends at once."""
    user.role = role
    session.add(user)
    revoke_all(session, person_of(user).id)


def set_active(session: Session, user: User, *, active: bool) -> None:
    """Close or reopen an account; open sessions end."""
    user.active = active
    session.add(user)
    revoke_all(session, person_of(user).id)


def _long_enough(password: str) -> str:
    if len(password) < LEAST_PASSWORD:
        raise AccountError(f"Mật khẩu cần ít nhất {LEAST_PASSWORD} ký tự")
    return password
