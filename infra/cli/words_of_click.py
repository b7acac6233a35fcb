"""What click itself says, in Chinese: it asks gettext, and this table answers in its place."""

from collections.abc import Mapping

import click

WORDS: Mapping[str, str] = {
    "Usage:": "用法:",
    "Usage: ": "用法:",
    "Options": "选项",
    "Arguments": "参数",
    "Commands": "命令",
    "Show this message and exit.": "显示这段说明。",
    "Show the version and exit.": "显示版本。",
    "Confirm the action without prompting.": "不询问,直接执行。",
    "required": "必填",
    "default: {default}": "默认 {default}",
    "Error: {message}": "错误:{message}",
    "Error": "错误",
    "Try '{command} {option}' for help.": "说明:{command} {option}",
    "Aborted!": "已中止。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing command.": "缺少命令。",
    "No such option: {name}": "没有这个选项:{name}",
    "No such command {name!r}.": "没有这个命令:{name}",
    "Got unexpected extra argument ({args})": "多写了:{args}",
    "Invalid value: {message}": "值不对:{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对:{message}",
}


def speak_chinese() -> None:
    """For every command of this process. A text that is not in the table stays as it is."""
    for module in (click.core, click.decorators, click.exceptions, click.formatting):
        names = vars(module)
        if "_" in names:
            names["_"] = _word


def _word(text: str) -> str:
    return WORDS.get(text, text)
