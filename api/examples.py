"""The examples of the API's description: a question about a sample report and the answer it gets."""

from __future__ import annotations

from pydantic.config import JsonDict

QUESTION = "울란바토르에 있는 서울문화정보센터 규모가 얼마나 됩니까?"
CITATION: JsonDict = {
    "marker": 1,
    "passage_id": "ff8713b64095c0f0",
    "document_id": "b85231fa66c2059e",
    "source": "international-account-2019-2023.docx",
    "title": "대외협력기금 국제협력계정 운용실적 (2019~2023)",
    "department": "경제정책실 국제협력과",
    "date": "2023-08-21",
    "section": ["Ⅲ. 그 밖의 사업", "1. 2019~2020년에 추진한 사업", "< 사업별 집행현황 >"],
    "page": 5,
    "page_label": "",
    "quote": "ㅇ 서울문화정보센터는 몽골 울란바토르시에 있으며 규모는 61㎡(정보자료실 56.8㎡, 준비실 4.2㎡)임",
    "start": 3155,
    "end": 3213,
    "cell": None,
}
ANSWER: JsonDict = {
    "id": "625c0bb25dd44cc281e819de1e659f86",
    "question": QUESTION,
    "rewritten_question": "",
    "status": "answered",
    "answer": "서울문화정보센터는 몽골 울란바토르시에 있으며 규모는 61㎡(정보자료실 56.8㎡, 준비실 4.2㎡)임 [1]",
    "citations": [CITATION],
    "scope": {"years": [], "departments": [], "kinds": [], "document_ids": [], "loosened": False},
    "nearest": [],
    "confidence": 0.97,
    "compared": [],
    "mode": "extractive",
    "model": "built-in-reader",
    "generation": "000001-dab67e8cb52e",
    "timings_ms": {"understand": 1.2, "scope": 0.1, "find": 21.5, "read": 0.6, "ground": 0.5, "total": 23.9},
}
EXCERPT: JsonDict = {
    "document_id": CITATION["document_id"],
    "section": CITATION["section"],
    "page": None,
    "page_label": "",
    "quote": CITATION["quote"],
    "start": CITATION["start"],
    "end": CITATION["end"],
    "html": f'<div class="excerpt"><p><mark>{CITATION["quote"]}</mark></p></div>',
}
