import re
import tomllib
from collections import Counter
from importlib import resources

import pytest

from index.morphemes import Morphemes
from qa.steps.understanding import understand

morphemes = Morphemes()

FILES = sorted(f.name for f in resources.files("qa.vocabulary").iterdir() if f.name.endswith(".toml"))
READ_BY_NAME = {"forms.toml", "scope.toml", "spelling.toml"}  # their tables have readers of their own
SYNONYMS = [
    (said, printed)
    for file in FILES
    for said, printed in tomllib.loads((resources.files("qa.vocabulary") / file).read_text("utf-8"))
    .get("synonyms", {})
    .items()
]
ENTRIES = [
    (file, said, printed)
    for file in FILES
    for said, printed in tomllib.loads((resources.files("qa.vocabulary") / file).read_text("utf-8"))
    .get("expand", {})
    .items()
]

EVERYDAY = [
    "안녕하세요",
    "오늘 날씨가 참 좋네요.",
    "어제 친구를 만나서 저녁을 먹었다.",
    "그는 모자를 쓴 채 걸어갔다.",
    "편지를 썼지만 부치지 않았다.",
    "옷을 갈아입고 나갔어요.",
    "이번 주말에 뭐 할까요?",
    "그 방법을 모르겠어요.",
    "동창 모임이 재미있었다.",
    "저는 어제 책상을 닦았습니다.",
    "다시 한번 말씀해 주세요.",
    "무슨 말인지 잘 모르겠습니다.",
    "좋은 하루 보내세요.",
    "아침에 일찍 일어났다.",
    "커피 한 잔 마시고 싶어요.",
    "내 생각에는 그게 맞아.",
    "이 문장을 두 번 읽었다.",
    "기분이 좋아졌다.",
    "그 영화 정말 감동적이었어.",
    "고맙습니다, 안녕히 계세요.",
    "전화를 걸었는데 받지 않네요.",
    "창문을 닫아 주시겠어요?",
    "우산을 두고 왔어요.",
    "동생이 키가 컸다.",
    "형은 노래를 잘 부른다.",
    "그 사람 이름이 기억나지 않아요.",
    "빨간색과 파란색 중에 골라 봐.",
    "시계가 멈췄다.",
    "라면을 끓여 먹자.",
    "어렸을 때 꿈은 우주인이었다.",
    "머리를 짧게 잘랐어요.",
    "밤하늘의 별이 반짝인다.",
    "고양이가 소파 위에서 잔다.",
    "자세히 설명해 주세요.",
    "보고서에 나온 내용을 알려 주세요.",
    "자료를 찾아 주세요.",
    "그 얘기 좀 더 해 주세요.",
    "방금 말한 것이 무슨 뜻인가요?",
    "요약해 줄 수 있나요?",
    "표로 정리해 줘.",
    "서울시 보고서에서 찾아봐 줘.",
    "이것은 무엇인가요?",
    "그것에 대해 더 알고 싶어요.",
    "그게 사실이야?",
    "두 가지를 비교해 줘.",
    "누가 그랬어요?",
    "거기는 어떤 곳이에요?",
    "배가 고프다.",
    "사과 세 개를 샀다.",
    "눈을 감고 숨을 쉬었다.",
    "길이 막혀서 늦었어.",
    "감기에 걸려서 푹 쉬었다.",
    "선물을 받아서 기뻤어요.",
    "가방이 무거워서 힘들었다.",
    "문제를 다 풀었다.",
    "법대로 하자.",
    "약속 시간에 늦었다.",
    "Good morning, how are you today?",
    "Could you say that again, please?",
    "I wrote a letter to my friend yesterday.",
    "It rained all night and I could not sleep.",
    "She separated the cherries from the desperate operator.",
    "What does it mean?",
    "May I ask you something?",
]

ASKED = [
    ("보수 공사에 쓴 돈이 얼마예요?", "집행액"),
    ("작년에 쓰고 남은 예산은 얼마인가요?", "잔액"),
    ("정해진 인원은 몇 명인가요?", "정원"),
    ("지금 실제로 일하는 사람은 몇 명이에요?", "현원"),
    ("수영장을 맡아 운영하는 곳은 어디인가요?", "수탁기관"),
    ("문을 연 날이 언제인가요?", "개소일"),
    ("새 도서관은 어디에 있나요?", "소재지"),
    ("센터가 세워진 해는 언제인가요?", "설립연도"),
    ("예산을 몇 퍼센트나 썼나요?", "집행률"),
    ("늘린 예산은 얼마인가요?", "증액"),
    ("나라에서 준 돈은 얼마인가요?", "국비"),
    ("다음 해로 넘긴 돈은 얼마예요?", "이월액"),
    ("세금을 안 낸 사람은 몇 명인가요?", "체납액"),
    ("조례를 고친 까닭이 뭐예요?", "개정"),
    ("혼자 사는 어르신은 몇 분인가요?", "독거노인"),
    ("쓰레기를 얼마나 묻었나요?", "매립량"),
    ("새는 수돗물은 얼마나 되나요? 물이 새는 정도", "누수율"),
    ("How many people work at the fire station?", "소방서"),
    ("Which operator was entrusted with the library?", "수탁기관"),
    ("What was the execution rate of the supplementary budget?", "집행률"),
    ("When did the amended ordinance take effect in March?", "3월"),
    ("How many foreign residents visited the community center?", "외국인주민"),
]


def matching(text: str) -> list[str]:
    return [said for _, said, _ in ENTRIES if re.search(said, text, re.IGNORECASE)]


def test_the_vocabulary_is_broad() -> None:
    sizes = Counter(file for file, _, _ in ENTRIES)
    assert sizes["civil.toml"] >= 350
    assert sizes["english.toml"] >= 300


def test_every_file_is_toml_and_files_of_words_hold_nothing_but_patterns_or_synonyms() -> None:
    tables = {file: set(tomllib.loads((resources.files("qa.vocabulary") / file).read_text("utf-8"))) for file in FILES}
    assert all(tables.values())
    assert [file for file in FILES if file not in READ_BY_NAME and not tables[file] <= {"expand", "synonyms"}] == []


def test_every_pattern_compiles_and_needs_text() -> None:
    assert [said for _, said, _ in ENTRIES if re.search(said, "") or re.search(said, " ")] == []


def test_no_pattern_is_given_twice() -> None:
    assert [said for said, times in Counter(said for _, said, _ in ENTRIES).items() if times > 1] == []


def test_every_entry_brings_one_to_four_words_that_the_index_can_find() -> None:
    assert [said for _, said, printed in ENTRIES if not 1 <= len(printed) <= 4] == []
    assert [word for _, _, printed in ENTRIES for word in printed if not morphemes.terms(word)] == []
    assert [said for _, said, printed in ENTRIES if len(set(printed)) < len(printed)] == []


def test_every_synonym_brings_other_words_that_the_index_can_find() -> None:
    assert len(SYNONYMS) >= 8000
    assert [said for said, printed in SYNONYMS if not printed or said in printed] == []
    assert [word for _, printed in SYNONYMS for word in printed if not word.strip()] == []


def test_english_patterns_stop_at_word_boundaries() -> None:
    loose = [said for file, said, _ in ENTRIES if file == "english.toml" and not re.fullmatch(r"\\b.*\\b", said)]
    assert loose == []


@pytest.mark.parametrize("sentence", EVERYDAY)
def test_an_everyday_sentence_sets_off_at_most_one_pattern(sentence: str) -> None:
    assert len(matching(sentence)) <= 1, matching(sentence)


def test_everyday_sentences_hardly_set_off_any() -> None:
    assert sum(bool(matching(sentence)) for sentence in EVERYDAY) <= len(EVERYDAY) // 10


@pytest.mark.parametrize(("question", "printed"), ASKED)
def test_what_people_ask_brings_in_what_reports_print(question: str, printed: str) -> None:
    assert printed in understand(question, morphemes).expansions
