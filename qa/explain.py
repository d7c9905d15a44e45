"""Korean sentences for the errors pydantic finds, for settings and HTTP requests alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SENTENCES: Mapping[str, str] = {
    "missing": "반드시 있어야 합니다.",
    "extra_forbidden": "없는 항목입니다. 이름을 확인하세요.",
    "json_invalid": "올바른 JSON이 아닙니다.",
    "string_type": "문자열이어야 합니다.",
    "string_too_short": "{min_length}자 이상이어야 합니다.",
    "string_too_long": "{max_length}자 이하여야 합니다.",
    "string_pattern_mismatch": "형식이 맞지 않습니다.",
    "string_unicode": "올바른 유니코드 문자열이 아닙니다.",
    "int_type": "정수여야 합니다.",
    "int_parsing": "정수여야 합니다.",
    "int_from_float": "정수여야 합니다.",
    "float_type": "숫자여야 합니다.",
    "float_parsing": "숫자여야 합니다.",
    "finite_number": "유한한 숫자여야 합니다.",
    "bool_type": "true 또는 false여야 합니다.",
    "bool_parsing": "true 또는 false여야 합니다.",
    "greater_than": "{gt}보다 커야 합니다.",
    "greater_than_equal": "{ge} 이상이어야 합니다.",
    "less_than": "{lt}보다 작아야 합니다.",
    "less_than_equal": "{le} 이하여야 합니다.",
    "literal_error": "{expected} 가운데 하나여야 합니다.",
    "enum": "{expected} 가운데 하나여야 합니다.",
    "list_type": "목록이어야 합니다.",
    "tuple_type": "목록이어야 합니다.",
    "too_long": "{max_length}개 이하여야 합니다.",
    "too_short": "{min_length}개 이상이어야 합니다.",
    "dict_type": "객체여야 합니다.",
    "model_type": "객체여야 합니다.",
    "model_attributes_type": "객체여야 합니다.",
    "path_type": "폴더나 파일의 경로여야 합니다.",
    "value_error": "{error}",
}
UNKNOWN_KIND = "값이 맞지 않습니다."


def explain(error: Mapping[str, Any]) -> str:
    """The Korean sentence for one entry of `ValidationError.errors()`; never repeats the value that was sent."""
    sentence = SENTENCES.get(error["type"], UNKNOWN_KIND)
    context = {name: str(value).replace(" or ", ", ") for name, value in (error.get("ctx") or {}).items()}
    try:
        return sentence.format(**context)
    except KeyError:
        return UNKNOWN_KIND
