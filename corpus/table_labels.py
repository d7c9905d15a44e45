"""Words of table headers: which they are in administrative Korean, what their column holds, where spacing ends.

A header out of a PDF is a row of words without borders ("기구 유형 기구명 유치 위치"), some of them printed letter
by letter ("구    분 담   당   업   무"). The vocabulary tells which words end a label and which only open one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus.report import Span
from corpus.table_lines import Line, Word
from corpus.totals import is_total


class Holds(Enum):
    """What a column holds, as far as its label tells."""

    INDEX = "index"
    FIGURE = "figure"
    DATE = "date"
    TEXT = "text"
    UNKNOWN = "unknown"


class Label(NamedTuple):
    """A word of a header with its place; `text` is without white space."""

    start: int
    end: int
    text: str
    line: int  # which line of the header


_INDEX = re.compile(r"연번|순번|번호|순서|[Nn][Oo]\.?")
_HEAD = re.compile(
    r".{0,6}(?:구분|유형|분야|항목|과목|종류)|부문|분류|연도|년도|지표|주요지표|연번|순번|번호|지역|자치구|시도|부서|부서별|기관|단계|시기|"
    r"(?:사업|과제|세부|시설|위원회|기관|부서|단체|도시|국가|기금|회계|행사|안건|조례|법인|센터|노선|역|재단|업체|품목|지구|단지)명|"
    r"세부사업명|세부사업|의결일|일자|일시|담당|담당자|담당조사관|성명|직위|계정|예산과목|세부사업|정책사업|단위사업|총계|합계"
)
_DATE = re.compile(
    r".*(?:일자|일시|기한|기간|시기|년월|연월|(?:의결|개소|개관|위촉|설립|체결|공포|시행|제정|개정|준공|착공|발표|제출)일)"
)
_TEXT = re.compile(
    r".*(?:비고|내용|개요|기능|업무|실적|현황|주체|기관|부서|출처|위치|소재지|주소|근거|사유|일정|계획|방법|대상|효과|조치|결과|"
    r"의견|담당|담당자|조사관|성명|연락처|전화번호|직위|직책|소관|법규|조례|장소|설명|특징|목적|역할|주관|용도|방식|절차|명|과제|사업)"
)
_FIGURE = re.compile(
    r".*(?:액|예산|현액|률|율|비중|수|계|정원|현원|인원|면적|증감|당초|변경|목표|비용|수입|지출|금|차|분기|월|년|년도|점수|순위|가격|단가|"
    r"물량|직|급|급상당|급이상|급이하|이상|이하|상당|임기제|국비|시비|구비|도비|군비|민자|추경|정수|과부족|인건비|사업비|경비|"
    r"전국|서울|평균|최대|최소|달성|누계|기타|수입등|전년|금년|종사자|결산|추계|비율|건|명|원|개소|소계|실적|산출|편성|집행)"
)
# Labels that are printed letter by letter often enough to be known as a whole.
_SPACED = re.compile(
    "구분|계|합계|총계|소계|누계|비고|항목|과목|출처|비중|연번|순번|번호|분야|유형|종류|연도|사업명|"
    "세부사업명|단위사업명|시설명|기관명|부서명|위원회명|단체명|과제명|도시명|지표|주요지표|주요내용|"
    "주요기능|주요사업|사업내용|내용|개요|담당업무|업무|기능|예산|예산액|본예산|예산현액|집행액|지출액|"
    "편성액|집행률|집행율|지출률|잔액|이월액|불용액|증감|증감액|증감률|당초|변경|최종|수입|지출|수입계획|"
    "지출계획|세입|세출|국비|시비|구비|도비|군비|정원|현원|결원|과부족|일반직|별정직|임기제|연구직|"
    "지도직|공무직|기능직|정무직|관리직|소관부서|부서|담당|담당부서|담당자|연락처|위치|소재지|장소|일시|"
    "기간|일정|대상|인원|규모|면적|금액|단가|수량|실적|추진실적|목표|목표액|달성률|계획|추진계획|"
    "추진일정|근거|결과|조치|의견|성명|직위|직급|소속|기한|기금|조성액|사용액|출연금|전국|서울|건수|명칭|"
    "주소|전화|사유|방법|효과|운영주체|운영기관|수행기관|종사자|입소정원|세부사업|핵심과제"
)
_GRADE = re.compile(
    r"(?:\d[\d~․‧·.]*급(?:이상|이하|상당)?|\d{1,2}(?:차|분기|월|단계)|(?:[’'‘′]\d{2}|(?:19|20)\d{2})(?:년도?)?)"
)
# Nouns that say little alone: "변경 내용", "추진 계획".
_WANTS_MORE = re.compile(r"내용|현황|계획|실적|기능|업무|위치|유형|방법|사항|여부|결과|기관|부서|주체|과제|사업")
_COUNTED = re.compile(r"[가-힣]+\(\d+(?:개소|개|명|건)?\)")  # "상담소(2)"
_FORMULA = re.compile(r"\([^()]*\)[*\d]?\)?")
_ASIDE = re.compile(r"\([^()]*\)|[*†]+")
_JOINS_LEFT = frozenset(("등", "이상", "이하", "미만", "초과"))
_SYLLABLE = re.compile(r"[가-힣]")
_REPEATED = 3  # so often a group's label stands before its columns: "일반직 소계 일반직 5급 일반직 6급"
_MOST_JOINED = 4  # words of one label
_LONGEST = 12  # letters of one word of a header
_LONGEST_SPACED = 40  # letters in a row that are still tried as words
_PHRASE_ENDS = (".", "다", "며", "고", "을", "를", "은", "는", "에", "의", "로", "및")  # a word of a sentence
_MARKS = frozenset(',:;→➡⇒“”"!?。')


@lru_cache(maxsize=4096)
def core(text: str) -> str:
    """A label without its parentheses and marks: "예산현액(B)*" -> "예산현액"."""
    return _ASIDE.sub("", text)


@lru_cache(maxsize=4096)
def is_head(text: str) -> bool:
    """Whether a label is one that usually stands over the column of row names."""
    return _HEAD.fullmatch(core(text)) is not None


@lru_cache(maxsize=4096)
def holds(text: str) -> Holds:
    """What the column under a label holds."""
    name = core(text)
    if _INDEX.fullmatch(name):
        return Holds.INDEX
    if name != "명" and (name.endswith(("실적", "계획")) or _TEXT.fullmatch(name)):
        return Holds.TEXT
    if _DATE.fullmatch(name):
        return Holds.DATE
    if _FIGURE.fullmatch(name) or _GRADE.fullmatch(name) or _COUNTED.fullmatch(text):
        return Holds.FIGURE
    return Holds.UNKNOWN


@lru_cache(maxsize=4096)
def is_known(text: str) -> bool:
    """Whether a word can end a label."""
    name = core(text)
    return is_head(name) or _SPACED.fullmatch(name) is not None or holds(name) is not Holds.UNKNOWN


def _is_label_word(word: str) -> bool:
    name = core(word)
    return (
        len(name) <= _LONGEST
        and not _MARKS & set(name)
        and (is_known(word) or name.endswith(("회의", "협의", "심의")) or not name.endswith(_PHRASE_ENDS))
        and (re.search(r"[가-힣A-Za-z]", name) is not None or _GRADE.fullmatch(name) is not None or not name)
    )


def _split_spaced(letters: Sequence[Word]) -> list[list[Word]]:
    """Cuts a run of single letters into words: the fewest unknown letters, then the fewest words."""
    if len(letters) > _LONGEST_SPACED:
        return [list(letters)]
    best: list[tuple[float, list[list[Word]]]] = [(0.0, [])]
    for end in range(1, len(letters) + 1):
        options: list[tuple[float, list[list[Word]]]] = []
        for start in range(max(0, end - 6), end):
            text = "".join(letter.text for letter in letters[start:end])
            cost = 1.0 if _SPACED.fullmatch(text) else 1.6 * len(text)
            options.append((best[start][0] + cost, [*best[start][1], list(letters[start:end])]))
        best.append(min(options, key=lambda option: option[0]))
    # A run with hardly a known word is one name: "외 국 인 이 민 담 당 관".
    cost, words = best[-1]
    return words if cost < 1.4 * len(letters) ** 0.99 and cost <= len(words) + 0.1 else [list(letters)]


def _words(line: Line) -> list[list[Word]]:
    """The words of a line, letter-spaced ones put together."""
    parts: list[list[Word]] = []
    run: list[Word] = []
    for word in [*line.words, Word(line.end, line.end, "")]:
        if _SYLLABLE.fullmatch(word.text):
            run.append(word)
            continue
        if run:
            parts.extend(_split_spaced(run))
        run = []
        if word.text:
            parts.append([word])
    return parts


def labels_of(lines: Sequence[Line]) -> list[list[Label]] | None:
    """The labels of header lines, line by line, or None if the lines cannot be a header's.

    A formula or unit in parentheses joins the label before it, also from the next line: "지출액" / "(B)".
    """
    labels: list[list[Label]] = []
    for number, line in enumerate(lines):
        labels.append([])
        for part in _words(line):
            text = "".join(word.text for word in part)
            if not _is_label_word(text):
                return None
            last = next((row for row in reversed(labels) if row), None)
            if (_FORMULA.fullmatch(text) or text in _JOINS_LEFT) and last:
                last[-1] = last[-1]._replace(end=part[-1].end, text=last[-1].text + text)
            else:
                labels[-1].append(Label(part[0].start, part[-1].end, text, number))
    labels = [row for row in labels if row]
    for above, row in pairwise(labels):
        _return_carried(above, row)
    return labels


def _return_carried(above: list[Label], row: list[Label]) -> None:
    """Gives a label its second line back that the extraction glued to a subtotal: "관리" / "운영계 4급이상 5급"."""
    carried = re.fullmatch(r"([가-힣]{2,})(소?계)", row[0].text)
    if carried and len(row) > 1 and _GRADE.fullmatch(row[1].text) and not is_known(above[-1].text):
        cut = row[0].end - len(carried[2])
        above[-1] = above[-1]._replace(end=cut, text=above[-1].text + carried[1])
        row[0] = row[0]._replace(start=cut, text=carried[2])


def span_of_labels(labels: Sequence[Label]) -> Span:
    """From the first label to the last."""
    return Span(labels[0].start, labels[-1].end)


def _join_cost(left: Label, right: Label, groups: frozenset[str]) -> float:
    if left.text in groups or not is_known(left.text):
        cost = 0.3
    elif is_total(right.text) and not is_total(left.text) and not is_head(left.text):
        cost = 0.9  # "일반직 소계"
    else:
        cost = 0.5 if _WANTS_MORE.fullmatch(core(right.text)) and not is_head(left.text) else 1.2
    return cost - 0.15 if left.line != right.line else cost


def _column_cost(labels: Sequence[Label], groups: frozenset[str]) -> float:
    joins = sum(_join_cost(left, right, groups) for left, right in pairwise(labels))
    return joins + 0.05 * (len(labels) - 1) ** 2 + (0.0 if is_known(labels[-1].text) else 0.3)


@lru_cache(maxsize=256)
def group_labels(
    labels: tuple[Label, ...], starts: frozenset[int] = frozenset()
) -> dict[int, tuple[float, list[list[Label]]]]:
    """Cuts labels into columns at the least cost, for every number of columns that is possible (dynamic programming).

    A column begins at each of `starts`. Returns the cost and the labels of each column by the number of columns.
    """
    most = len(labels)
    seen = Counter(label.text for label in labels)
    groups = frozenset(text for text, count in seen.items() if count >= _REPEATED and not is_total(text))
    cost = [[0.0] * (most + 1) for _ in range(len(labels) + 1)]  # of the labels up to here in so many columns
    cut = [[-1] * (most + 1) for _ in range(len(labels) + 1)]  # where the last of them begins
    cut[0][0] = 0
    for end in range(1, len(labels) + 1):
        for start in range(max(0, end - _MOST_JOINED), end):
            if any(start < place < end for place in starts):
                continue
            more = _column_cost(labels[start:end], groups)
            for count in range(most):
                if cut[start][count] < 0:
                    continue
                total = cost[start][count] + more
                if cut[end][count + 1] < 0 or total < cost[end][count + 1]:
                    cost[end][count + 1], cut[end][count + 1] = total, start
    found = {}
    for count in range(1, most + 1):
        if cut[-1][count] >= 0:
            columns, end = [], len(labels)
            for left in range(count, 0, -1):
                columns.append(list(labels[cut[end][left] : end]))
                end = cut[end][left]
            found[count] = (cost[-1][count], columns[::-1])
    return found
