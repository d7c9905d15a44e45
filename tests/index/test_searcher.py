import pytest

from index.builder import Builder
from index.cache import WorkCache
from index.hits import Filters
from index.retriever import PassageRetriever
from index.searcher import Searcher
from tests.index.reports import FAMILY, FUND

OLDER = Filters(years=(2023,))


@pytest.fixture(scope="module")
def built(tmp_path_factory, embedder):
    folder = tmp_path_factory.mktemp("generation")
    cache = WorkCache(tmp_path_factory.mktemp("home") / "work.sqlite3")
    Builder(embedder, cache).write(folder, [FAMILY, FUND])
    return folder


@pytest.fixture
def searcher(built, embedder):
    return Searcher("000001-test", built, [FAMILY, FUND], embedder)


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("의료통역사를 몇 건 파견했나요?", "가족 지원"),
        ("유학생유치 대학협의체", "유학생 유치"),
        ("기금 집 행 률", "기금 현황"),
        ("자매 도시와 하는 프로그램", "교류 사업"),
        ("3201건", "가족 지원"),
    ],
)
def test_the_right_passage_comes_first(searcher, query, heading):
    best = searcher.search(query)[0]
    assert best.passage.trail[-1] == heading
    assert heading in best.passage.span.of(best.report.text)


def test_a_hit_tells_every_score_that_made_it(searcher):
    for hit in searcher.search("유학생 유치 대학", top_k=4):
        assert hit.scores.keys() == {"lexical", "bigrams", "dense", "fused"}
        assert hit.score == hit.scores["fused"]
        assert 0 <= hit.score <= 1
    scores = [hit.score for hit in searcher.search("유학생 유치 대학", top_k=4)]
    assert scores == sorted(scores, reverse=True)


def test_every_proposal_is_scored_by_every_engine(searcher, embedder):
    """A passage that only one engine proposed has the other's true score, too."""
    by_id = {hit.passage.id: hit for hit in searcher.search("예산 집행률 12.5억원", top_k=4)}
    assert len(by_id) == 4
    assert len({hit.scores["dense"] for hit in by_id.values()}) == 4
    assert sum(hit.scores["lexical"] > 0 for hit in by_id.values()) >= 1


@pytest.mark.parametrize(
    "filters",
    [
        OLDER,
        Filters(departments=("국제교류담당관",)),
        Filters(kinds=("검토보고",)),
        Filters(document_ids=(FUND.id,)),
        Filters(years=(2023, 2019), departments=("국제교류담당관",)),
    ],
)
def test_filters_limit_the_search_before_the_best_are_taken(searcher, filters):
    hits = searcher.search("다문화가족 유학생 유치 지원센터", filters=filters, top_k=2)
    assert [hit.report.id for hit in hits] == [FUND.id, FUND.id]


def test_filters_that_admit_nothing_find_nothing(searcher):
    assert searcher.search("기금", filters=Filters(years=(1999,))) == []


def test_reports_gone_from_the_store_are_not_found(built, embedder):
    searcher = Searcher("000001-test", built, [FUND], embedder)
    hits = searcher.search("다문화가족 지원센터 유학생", top_k=3)
    assert {hit.report.id for hit in hits} == {FUND.id}


@pytest.mark.parametrize("query", ["", "   ", "?!", "\x00", "쀍", "a AND (b", "가족 " * 3000])
def test_odd_queries_do_no_harm(searcher, query):
    assert len(searcher.search(query, top_k=3)) <= 3


def test_nothing_is_wanted_nothing_is_found(searcher):
    assert searcher.search("기금", top_k=0) == []


def test_the_same_question_gives_the_same_hits(searcher):
    assert searcher.search("교류 사업 예산") == searcher.search("교류 사업 예산")


def test_a_rare_term_weighs_more_than_a_common_one(searcher):
    assert searcher.term_idf("자매") > searcher.term_idf("운영") > 0
    assert searcher.term_idf("없는말") >= searcher.term_idf("자매")
    assert searcher.knows("자매")
    assert not searcher.knows("없는말")


def test_langchain_gets_the_verbatim_text_and_the_place(searcher):
    retriever = PassageRetriever(searcher=searcher, filters=OLDER, top_k=1)
    [document] = retriever.invoke("기금 집행률")
    place = document.metadata
    assert FUND.text[place["start"] : place["end"]] == document.page_content
    assert (place["document_id"], place["source"], place["date"]) == (FUND.id, FUND.source, "2023-08-21")
    assert place["section"] == ["기금 현황"]
    assert (place["page"], place["page_label"]) == (None, "")
    assert document.id == FUND.passages[0].id
