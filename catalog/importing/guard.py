"""Look at an upload before any reader opens it: kind by content, bombs, macros, entities."""

import struct
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO, Final

import olefile

from catalog.importing.model import MIB, AnnexRefused, Limits

_CHUNK: Final = 256 * 1024
_DOCTYPE: Final = (b"<!DOCTYPE", b"<!ENTITY")
_DOCTYPE_WIDE: Final = tuple(mark.decode().encode("utf-16-le") for mark in _DOCTYPE)
_TAIL: Final = 32


class Kind(StrEnum):
    """What a file really is, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


def _unsafe(text: str) -> AnnexRefused:
    return AnnexRefused("unsafe_file", text)


def _unreadable(text: str) -> AnnexRefused:
    return AnnexRefused("unreadable", text)


def _check_sizes(infos: list[zipfile.ZipInfo], file_size: int, limits: Limits) -> None:
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if packed > file_size:
        raise _unsafe("Tệp nén có các phần chồng lên nhau; không mở.")
    if unpacked > limits.ratio_from and unpacked > limits.ratio * max(file_size, 1):
        raise _unsafe(f"Tệp nén bất thường: {file_size} byte chứa {unpacked // MIB} MB; không mở.")
    if len(infos) > limits.entries:
        raise AnnexRefused("too_large", f"Tệp có {len(infos)} phần, tối đa {limits.entries}.")
    if unpacked > limits.unpacked:
        raise AnnexRefused(
            "too_large",
            f"Tệp mở ra {unpacked // MIB} MB, tối đa {limits.unpacked // MIB} MB.",
        )


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in info.filename:
            raise _unsafe("Tệp nén có đường dẫn nguy hiểm; không mở.")
        if info.filename in seen:
            raise _unsafe("Tệp nén có hai phần trùng tên; không mở.")
        seen.add(info.filename)
        if info.flag_bits & 0x1:
            raise _unsafe("Tệp có mật khẩu; hãy bỏ mật khẩu rồi nhập lại.")
        lowered = path.as_posix().lower()
        if lowered.endswith("vbaproject.bin") or lowered.startswith(("basic/", "scripts/")):
            raise _unsafe("Tệp có macro; hãy lưu lại thành .xlsx không macro.")


def _check_content(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """Unpack every XML part once: sizes must be as declared, and no DTD may stand in it."""
    for info in infos:
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        tail = b""
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                window = tail + chunk
                if any(mark in window for mark in (*_DOCTYPE, *_DOCTYPE_WIDE)):
                    raise _unsafe("Tệp có khai báo DTD hoặc thực thể XML; không mở.")
                tail = window[-_TAIL:]


def _zip_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    if "xl/workbook.xml" in names:
        if b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise _unsafe("Tệp có macro; hãy lưu lại thành .xlsx không macro.")
        return Kind.XLSX
    if "mimetype" in names and "content.xml" in names:
        if b"spreadsheet" not in archive.read("mimetype")[:200]:
            raise _unreadable("Tệp không phải bảng tính.")
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in archive.read(manifest):
            raise _unsafe("Tệp có mật khẩu; hãy bỏ mật khẩu rồi nhập lại.")
        return Kind.ODS
    raise _unreadable("Tệp nén này không phải bảng tính .xlsx hoặc .ods.")


def _check_zip(path: Path, limits: Limits) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _check_sizes(infos, path.stat().st_size, limits)
            _check_names(infos)
            kind = _zip_kind(archive, {info.filename for info in infos})
            _check_content(archive, infos)
            return kind
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError) as error:
        raise _unreadable("Tệp bị hỏng, không mở được.") from error
    except (NotImplementedError, RuntimeError) as error:
        raise _unsafe("Tệp nén theo cách không được hỗ trợ; không mở.") from error


def _check_ole(path: Path) -> Kind:
    try:
        with olefile.OleFileIO(str(path)) as ole:
            names = {"/".join(entry).lower() for entry in ole.listdir(storages=True)}
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise _unreadable("Tệp bị hỏng, không mở được.") from error
    if "encryptedpackage" in names:
        raise _unsafe("Tệp có mật khẩu; hãy bỏ mật khẩu rồi nhập lại.")
    if any(name.startswith("_vba_project_cur") or name == "macros" for name in names):
        raise _unsafe("Tệp có macro; hãy lưu lại thành .xlsx không macro.")
    if not names & {"workbook", "book"}:
        raise _unreadable("Tệp không phải bảng tính.")
    return Kind.XLS


def _head(path: Path) -> bytes:
    stream: IO[bytes]
    with path.open("rb") as stream:
        return stream.read(4096)


def check_file(path: Path, limits: Limits) -> Kind:
    """Return what the file is, or raise AnnexRefused (too_large, unsafe_file, unreadable).

    A zip's central directory is judged before anything is unpacked: a 396 KB file can hold a
    94 MB sheet. Links to other workbooks are no reason to refuse: they are never followed.
    """
    try:
        size = path.stat().st_size
        head = _head(path)
    except OSError as error:
        raise _unreadable("Không mở được tệp.") from error
    if size > limits.file_size:
        raise AnnexRefused(
            "too_large", f"Tệp {size // MIB} MB, tối đa {limits.file_size // MIB} MB."
        )
    if head.startswith(b"PK"):
        return _check_zip(path, limits)
    if head.startswith(olefile.MAGIC):
        return _check_ole(path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    binary = b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if (
        not head
        or binary
        or start.startswith((b"<!doctype", b"<html", b"<?xml", b"%pdf", b"{\\rtf"))
    ):
        raise _unreadable("Tệp không phải bảng tính .xlsx, .xls, .ods hoặc .csv.")
    return Kind.CSV
