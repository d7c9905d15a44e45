"""What the fields of a form print: check boxes with their state, buttons, and what was filled in or chosen."""

from __future__ import annotations

import re

_CHECKED, _UNCHECKED = "☑", "☐"
_PARAMETER = re.compile(r"(\w+):(\w+):(\w*)")
_SHORTCUT = re.compile("&(&?)")  # marks a letter as a shortcut and is not shown, doubled it is


def print_choice(caption: str, checked: bool) -> str:
    """A check box or radio button with its caption; a space sets it off from the next one."""
    return f"{_CHECKED if checked else _UNCHECKED} {print_caption(caption)} "


def print_caption(caption: str) -> str:
    """A caption as it is shown."""
    return _SHORTCUT.sub(r"\1", caption)


def print_form(kind: str, parameters: str) -> str:
    """What a form object of HWP5 prints.

    `kind` is its type ("+cbt": check box, "+rbt": radio button, "+pbt": button, "+cob": list, "+edt": text field),
    `parameters` its description: "CommonSet:set:24:Name:wstring:9:CheckBox1 ButtonSet:set:…".
    """
    found = _parse(parameters)
    if kind in ("+cbt", "+rbt"):
        return print_choice(found.get("Caption", ""), found.get("Value", "0") not in ("", "0"))
    if kind == "+pbt":
        return print_caption(found.get("Caption", ""))
    return "" if found.get("PasswordChar") else found.get("Text", "")


def _parse(text: str) -> dict[str, str]:
    """Names and values, those of inner sets included; a string stands behind its length, so it may hold anything."""
    found: dict[str, str] = {}
    at = 0
    while (match := _PARAMETER.search(text, at)) is not None:
        name, kind, value = match.groups()
        at = match.end()
        if kind == "wstring":
            length = int(value) if value.isdigit() and len(value) < 6 else 0
            found[name] = text[at + 1 : at + 1 + length]
            at += 1 + length
        elif kind != "set":
            found[name] = value
    return found
