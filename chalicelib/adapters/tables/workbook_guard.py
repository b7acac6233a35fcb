"""What is refused before a workbook is opened: bombs, passwords, macros, other formats.

A workbook comes from anybody's computer. The directory of the zip file is looked at first, then
its parts in chunks; nothing is parsed that could grow in memory.
"""

import re
import zipfile
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from chalicelib.domain.import_errors import TableRefused

LARGEST_CONTENT = 160 * 1024 * 1024
LARGEST_STRINGS = 48 * 1024 * 1024
"""The shared strings are the one part that is held in memory as a whole."""
LARGEST_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024
MOST_PARTS = 500
LONGEST_STRETCH = 4 * 1024 * 1024
"""Bytes between two rows, or two shared strings: each is held in memory until it is whole. The
fullest row Excel can make of our columns has 1.7 MB."""
MOST_STEPS = 1_000_000
"""Rows of a sheet, or shared strings: what stays of each in memory."""
LARGEST_WHOLE = 8 * 1024 * 1024
"""Bytes of any part but sheets and strings: openpyxl reads it as one tree."""
CHUNK = 256 * 1024
_STEP = re.compile(rb"<(?:\w+:)?(?:row|si)[\s/>]")
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")
_LIKE_A_FILE_OF_FILES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".gz", ".7z", ".rar", ".jar")
_ENCRYPTED = 0x1
_TYPES = "[Content_Types].xml"
_STRINGS = "xl/sharedStrings.xml"
_STREAMED = ("xl/worksheets/", _STRINGS)
_PLACES = (("sheet.main+xml", "/xl/workbook.xml"), ("sharedStrings+xml", f"/{_STRINGS}"))
"""Where Excel, WPS and LibreOffice put the two parts whose place openpyxl would look up."""

TOO_LARGE = "工作簿里有一行或一段内容大得不正常,不能打开"
NEW_BOOK = ";请新建工作簿,只贴入清单的数值,再另存为 .xlsx。"
SAVE_AS = "请在 Excel 或 WPS 里“另存为 Excel 工作簿(.xlsx)”再导入。"


def check_workbook(content: bytes) -> None:
    """Raises TableRefused with what to do instead."""
    if content.startswith(_OLD):
        raise TableRefused(_old_format(content))
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise TableRefused(f"这不是 .xlsx 工作簿,或文件已损坏;{SAVE_AS}") from None
    with archive:
        parts = archive.infolist()
        for check in (_number, _sizes, _nesting, _kind):
            check(parts)
        _plain_xml(archive, parts)


def _old_format(content: bytes) -> str:
    """A password puts the workbook into the same container as the old formats."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "工作簿有打开密码,读不了;请在 Excel 里去掉密码(文件—信息—保护工作簿)再导入。"
    return f"这是旧格式的工作簿(.xls 或 WPS 的 .et),读不了;{SAVE_AS}"


def _number(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise TableRefused(
            f"工作簿里有 {len(parts)} 个部件,最多 {MOST_PARTS} 个;请新建工作簿,只贴入清单的数值。"
        )
    names = [one.filename for one in parts]
    if len(set(names)) < len(names):
        raise TableRefused(f"工作簿里有两个同名的部件,不能采用;{SAVE_AS}")
    if any(one.flag_bits & _ENCRYPTED for one in parts):
        raise TableRefused("工作簿的部件有密码,读不了;请去掉密码再导入。")


def _sizes(parts: list[zipfile.ZipInfo]) -> None:
    whole = sum(one.file_size for one in parts)
    if whole > LARGEST_CONTENT:
        raise TableRefused(
            f"工作簿展开后有 {whole // 2**20} MB,最多 {LARGEST_CONTENT // 2**20} MB;"
            "请分成几个文件,删去清单以外的内容。"
        )
    strings = sum(one.file_size for one in parts if one.filename == _STRINGS)
    if strings > LARGEST_STRINGS:
        raise TableRefused(
            f"工作簿里的文字展开后有 {strings // 2**20} MB,最多 {LARGEST_STRINGS // 2**20} MB;"
            "请分成几个文件,或删去过长的单元格。"
        )
    for one in parts:
        is_whole = not one.filename.startswith(_STREAMED)
        if is_whole and _is_xml(one) and one.file_size > LARGEST_WHOLE:
            raise TableRefused(f"{TOO_LARGE}(部件 {one.filename[:80]}){NEW_BOOK}")
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
    if not {_TYPES, "xl/workbook.xml"} <= names:
        raise TableRefused(f"这不是 .xlsx 工作簿;{SAVE_AS}")


def _plain_xml(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """No part declares a document type: that is where entities come from (and no Excel writes
    one). It can stand before the first element only, so reading up to there is enough. The rest
    is unpacked once, a chunk at a time, and looked through for what is too large to hold."""
    for one in parts:
        if not _is_xml(one):
            continue
        try:
            with archive.open(one) as part:
                for _ in iterparse(part, events=("start",), forbid_dtd=True):
                    break
            with archive.open(one) as part:
                _stretches(part)
        except DefusedXmlException:
            raise TableRefused(f"工作簿的部件里有文档类型声明,不能采用;{SAVE_AS}") from None
        except UNREADABLE:
            raise TableRefused(f"工作簿已损坏(部件 {one.filename[:80]});{SAVE_AS}") from None
    _places(archive)


def _stretches(part: IO[bytes]) -> None:
    """No single row, string or other element is so large that holding it would matter."""
    stretch, steps, before = 0, 0, b""
    while chunk := part.read(CHUNK):
        text = before + chunk
        # What ended within ``before`` was counted with the chunk before.
        found = [one.start() for one in _STEP.finditer(text) if one.end() > len(before)]
        steps += len(found)
        stretch = len(text) - found[-1] if found else stretch + len(chunk)
        if stretch > LONGEST_STRETCH or steps > MOST_STEPS:
            raise TableRefused(f"{TOO_LARGE}{NEW_BOOK}")
        before = text[-16:]


def _places(archive: zipfile.ZipFile) -> None:
    """Nothing is where it is not looked at; no macro by its type."""
    types = archive.read(_TYPES)
    if b"macroEnabled" in types:
        raise TableRefused(f"工作簿带宏(.xlsm),不能采用;{SAVE_AS}")
    for one in fromstring(types, forbid_dtd=True):
        kind, place = one.get("ContentType", ""), one.get("PartName", "")
        if any(kind.endswith(end) and place not in ("", where) for end, where in _PLACES):
            raise TableRefused(f"工作簿的部件放在不寻常的位置,不能采用;{SAVE_AS}")


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels", ".vml"))


UNREADABLE: tuple[type[Exception], ...] = (
    ParseError,
    zipfile.BadZipFile,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a damaged part may raise."""
