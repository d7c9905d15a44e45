"""The examples of the API's description: a question about a sample report and its answer."""

from __future__ import annotations

from pydantic.config import JsonDict

QUESTION = "2024년 글로벌도시정책관의 정원과 현원은 몇 명인가요?"  # about a sample report
CITATION: JsonDict = {
    "marker": 1,
    "passage_id": "c1d1f5a3b2e84f60",
    "document_id": "5f0c6d0d9b1e4a27",
    "source": "global-city-2024-10.md",
    "title": "글로벌도시정책관 주요업무보고",
    "department": "글로벌도시정책관",
    "date": "2024-10-10",
    "section": ["Ⅰ. 일반현황", "2. 인력현황"],
    "page": None,
    "quote": "ㅇ 정원 77명에 현원 74명으로 3명이 부족함",
    "start": 231,
    "end": 257,
    "cell": None,
}
ANSWER: JsonDict = {
    "id": "0b0e8d6c5f6a4d0c",
    "question": QUESTION,
    "status": "answered",
    "answer": "77명 — 정원 77명에 현원 74명으로 3명이 부족함 [1]",
    "citations": [CITATION],
    "scope": {
        "years": [2024],
        "departments": ["글로벌도시정책관"],
        "kinds": [],
        "document_ids": [],
        "loosened": False,
    },
    "nearest": [],
    "mode": "extractive",
    "model": "built-in-reader",
    "generation": "000001-1a2b3c4d5e6f",
    "timings_ms": {"scope": 0.4, "evidence": 9.1, "total": 14.8},
}
