"""What is refused before a workbook is opened: bombs, passwords, macros, other formats.

A workbook comes from anybody's computer. Only the directory of the zip file is looked at here;
what its parts may cost is bounded where they are read (``bounded_xml.py``).
"""

import zipfile
from io import BytesIO

from chalicelib.catalogue.tables.adapters.workbook.parts import BOOK, STRINGS, TYPES
from chalicelib.catalogue.tables.adapters.workbook.refusals import NEW_BOOK, SAVE_AS, damaged
from chalicelib.catalogue.tables.domain.errors import TableRefused

LARGEST_CONTENT = 160 * 1024 * 1024
LARGEST_STRINGS = 48 * 1024 * 1024
"""The shared strings are the one part whose content is held in memory as a whole."""
LARGEST_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024
MOST_PARTS = 500
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""ISO 29500-2 knows these two; others may ask for gigabytes to unpack."""
_LIKE_A_FILE_OF_FILES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".gz", ".7z", ".rar", ".jar")
_ENCRYPTED = 0x1


def check_workbook(content: bytes) -> None:
    """Raises TableRefused with what to do instead."""
    if content.startswith(_OLD):
        raise TableRefused(_old_format(content))
    # Counted before they are listed: twenty megabytes of entries would be a costly list.
    _number(content.count(_DIRECTORY_ENTRY))
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    # zipfile says NotImplementedError for a version or a packing that it does not know.
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise TableRefused(f"这不是 .xlsx 工作簿,或文件已损坏;{SAVE_AS}") from None
    with archive:
        parts = archive.infolist()
    for check in (_names, _sizes, _nesting, _kind):
        check(parts)


def _old_format(content: bytes) -> str:
    """A password puts the workbook into the same container as the old formats."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "工作簿有打开密码,读不了;请在 Excel 里去掉密码(文件—信息—保护工作簿)再导入。"
    return f"这是旧格式的工作簿(.xls 或 WPS 的 .et),读不了;{SAVE_AS}"


def _number(parts: int) -> None:
    if parts > MOST_PARTS:
        raise TableRefused(f"工作簿里有 {parts} 个部件,最多 {MOST_PARTS} 个;{NEW_BOOK}")


def _names(parts: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in parts]
    if len(set(names)) < len(names):
        raise TableRefused(f"工作簿里有两个同名的部件,不能采用;{SAVE_AS}")
    if any(one.flag_bits & _ENCRYPTED for one in parts):
        raise TableRefused("工作簿的部件有密码,读不了;请去掉密码再导入。")
    for one in parts:
        if one.compress_type not in _PLAIN:
            raise damaged(one.filename)


def _sizes(parts: list[zipfile.ZipInfo]) -> None:
    whole = sum(one.file_size for one in parts)
    if whole > LARGEST_CONTENT:
        raise TableRefused(
            f"工作簿展开后有 {whole // 2**20} MB,最多 {LARGEST_CONTENT // 2**20} MB;"
            "请分成几个文件,删去清单以外的内容。"
        )
    strings = sum(one.file_size for one in parts if one.filename == STRINGS)
    if strings > LARGEST_STRINGS:
        raise TableRefused(
            f"工作簿里的文字展开后有 {strings // 2**20} MB,最多 {LARGEST_STRINGS // 2**20} MB;"
            "请分成几个文件,或删去过长的单元格。"
        )
    for one in parts:
        ratio = one.file_size / max(1, one.compress_size)
        if one.file_size > RATIO_COUNTS_FROM and ratio > LARGEST_RATIO:
            raise TableRefused(
                "工作簿的压缩比不正常(展开后是文件的一百倍以上),不能打开;"
                "请删去大片重复或空白的行列,再另存为 .xlsx。"
            )


def _nesting(parts: list[zipfile.ZipInfo]) -> None:
    for one in parts:
        name = one.filename.lower()
        if name.endswith(_LIKE_A_FILE_OF_FILES) or name.startswith("xl/embeddings/"):
            raise TableRefused("工作簿里嵌着别的文件,不能采用;请删去嵌入的对象再导入。")


def _kind(parts: list[zipfile.ZipInfo]) -> None:
    names = {one.filename for one in parts}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise TableRefused(f"工作簿带宏(.xlsm),不能采用;{SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise TableRefused(f"这是二进制工作簿(.xlsb),读不了;{SAVE_AS}")
    if "mimetype" in names:
        raise TableRefused(f"这是 OpenDocument 表格(.ods),读不了;{SAVE_AS}")
    if not {TYPES, BOOK} <= names:
        raise TableRefused(f"这不是 .xlsx 工作簿;{SAVE_AS}")
