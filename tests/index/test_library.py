import shutil
import threading

import pytest
from filelock import FileLock

from corpus.manifest import Manifest
from corpus.report import Metadata
from index.errors import HomeNotWritable, LibraryBusy, NoEarlierGeneration
from index.generation import Generations
from index.library import Library
from index.models.loading import load_embedder

FAMILY = """다문화담당관 주요업무보고

Ⅰ. 다문화가족 지원
 □ 다문화가족 지원센터 운영
  ㅇ 지원센터 : 25개소
  ㅇ 의료통역사 파견 : 3,201건

Ⅱ. 유학생 유치
 □ 유학생 유치 대학협의체 구성
  ㅇ 참여 대학 : 서울 소재 20개 대학
"""
FUND = """대외협력기금 운용 검토보고

Ⅰ. 기금 현황
 □ 기금 예산
  ㅇ 예산액 : 12억 5천만원
  ㅇ 집행률 : 85.9%
"""


@pytest.fixture
def library(tmp_path, embedder):
    library = Library(tmp_path / "home", embedder)
    yield library
    library.close()


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "다문화.txt").write_text(FAMILY, encoding="utf-8")
    (folder / "기금.txt").write_text(FUND, encoding="utf-8")
    return folder


def found(library, query):
    return {hit.report.source for hit in library.searcher.search(query, top_k=3)}


def test_an_empty_library_finds_nothing(library):
    assert library.searcher.search("기금") == []
    assert library.verify() == []


def test_what_is_ingested_is_found(library, files):
    outcomes = library.ingest([files])
    assert [(outcome.file, outcome.status) for outcome in outcomes] == [("기금.txt", "added"), ("다문화.txt", "added")]
    hit = library.searcher.search("의료통역사 파견 건수")[0]
    assert hit.report.source == "다문화.txt"
    assert "3,201건" in hit.passage.span.of(hit.report.text)


def test_the_same_files_again_change_nothing(library, files):
    library.ingest([files])
    before = library.searcher.generation
    assert {outcome.status for outcome in library.ingest([files])} == {"unchanged"}
    assert library.searcher.generation == before


def test_a_changed_file_replaces_its_old_version(library, files):
    library.ingest([files])
    (files / "기금.txt").write_text(FUND.replace("집행률 : 85.9%", "수해복구 성금 지원"), encoding="utf-8")
    outcomes = {outcome.file: outcome.status for outcome in library.ingest([files])}
    assert outcomes == {"기금.txt": "updated", "다문화.txt": "unchanged"}
    texts = [hit.passage.span.of(hit.report.text) for hit in library.searcher.search("기금 수해복구 집행률", top_k=9)]
    assert any("수해복구" in text for text in texts)
    assert not any("85.9" in text for text in texts)


def test_a_removed_report_is_gone_from_the_search(library, files):
    [first, _] = library.ingest([files])
    assert library.remove(first.document_id)
    assert found(library, "기금 예산 집행률") == {"다문화.txt"}
    assert not library.remove(first.document_id)


def test_metadata_comes_from_the_person_then_the_manifest(library, files):
    (files.parent / "manifest.csv").write_text(
        "file,title,department,date,kind\n기금.txt,기금 검토보고,국제교류담당관,2023-08-21,검토보고\n", encoding="utf-8"
    )
    manifest = Manifest.load(files.parent / "manifest.csv")
    library.ingest([files / "기금.txt"], manifest=manifest, metadata=Metadata(department="대외협력과"))
    [report] = library.store.reports()
    assert report.metadata == Metadata("기금 검토보고", "대외협력과", "2023-08-21", "검토보고")


def test_one_bad_file_stops_nothing(library, files):
    (files / "깨진.hwp").write_bytes(b"\xd0\xcf\x11\xe0" + b"\x00" * 600)
    seen = []
    outcomes = {outcome.file: outcome for outcome in library.ingest([files], on_file=seen.append)}
    assert len(seen) == len(outcomes) == 3
    assert outcomes["깨진.hwp"].status == "refused"
    assert outcomes["깨진.hwp"].reason
    assert outcomes["깨진.hwp"].document_id == ""
    assert found(library, "기금 예산") >= {"기금.txt"}


def test_a_path_that_does_not_exist_is_refused(library, tmp_path):
    [outcome] = library.ingest([tmp_path / "없음.txt"])
    assert outcome.status == "refused"
    assert "없음.txt" in outcome.reason


def test_folders_are_walked_and_hidden_files_passed_over(library, files):
    (files / "2023").mkdir()
    shutil.move(files / "기금.txt", files / "2023" / "기금.txt")
    (files / ".git").mkdir()
    (files / ".git" / "숨김.txt").write_text(FUND, encoding="utf-8")
    (files / "~$다문화.txt").write_text("lock", encoding="utf-8")
    assert {outcome.file for outcome in library.ingest([files])} == {"기금.txt", "다문화.txt"}


def test_a_manifest_beside_the_reports_is_no_report(library, files):
    (files / "목록.csv").write_text("file,title,department,date,kind\n기금.txt,기금,,2023,\n", encoding="utf-8")
    outcomes = library.ingest([files], manifest=Manifest.load(files / "목록.csv"))
    assert {outcome.file for outcome in outcomes} == {"기금.txt", "다문화.txt"}


def test_two_files_of_one_name_do_not_replace_each_other_silently(library, files):
    (files / "2023").mkdir()
    (files / "2023" / "기금.txt").write_text(FAMILY, encoding="utf-8")
    (files / "copy").mkdir()
    shutil.copy(files / "다문화.txt", files / "copy" / "다문화.txt")
    outcomes = library.ingest([files])
    assert sorted((outcome.file, outcome.status) for outcome in outcomes) == [
        ("기금.txt", "added"),
        ("기금.txt", "refused"),
        ("다문화.txt", "added"),
        ("다문화.txt", "unchanged"),
    ]


def test_only_new_passages_are_embedded(library, files, monkeypatch):
    library.ingest([files / "기금.txt"])
    embedded = []
    embed = type(library.embedder).embed_passages
    monkeypatch.setattr(
        type(library.embedder), "embed_passages", lambda self, texts: embedded.extend(texts) or embed(self, texts)
    )
    library.ingest([files])
    assert embedded
    assert not [text for text in embedded if "85.9" in text]
    assert any("3,201" in text for text in embedded)


def test_a_reader_sees_what_another_library_published(library, files, embedder):
    assert library.searcher.search("기금") == []
    other = Library(library.home, embedder)
    other.ingest([files])
    other.close()
    assert found(library, "기금 집행률") >= {"기금.txt"}


def test_rolling_back_stays_until_something_is_published(library, files):
    library.ingest([files / "기금.txt"])
    first = library.searcher.generation
    library.ingest([files / "다문화.txt"])
    assert library.rollback() == first
    assert library.searcher.generation == first
    assert found(library, "유학생 유치 대학") == {"기금.txt"}
    assert "되돌린" in library.verify()[0]
    library.rebuild()
    assert "다문화.txt" in found(library, "유학생 유치 대학")
    assert library.verify() == []


def test_there_may_be_nothing_to_roll_back_to(library, files):
    library.ingest([files])
    with pytest.raises(NoEarlierGeneration, match="rebuild"):
        library.rollback()


def damage(library):
    folder = library.generations.path(library.generations.current().generation)
    (folder / "faiss" / "windows.faiss").write_bytes(b"garbage")


def test_a_damaged_generation_is_rebuilt_from_the_store_and_says_so(library, files, embedder):
    library.ingest([files])
    damage(library)
    assert "windows.faiss" in library.verify()[0]
    again = Library(library.home, embedder)
    assert found(again, "기금 집행률") >= {"기금.txt"}
    assert "windows.faiss" in again.notices[0]
    assert again.verify() == []
    again.close()


def test_where_another_process_writes_the_earlier_generation_answers(library, files, embedder):
    library.ingest([files / "기금.txt"])
    first = library.searcher.generation
    library.ingest([files / "다문화.txt"])
    damage(library)
    again = Library(library.home, embedder)
    with FileLock(library.home / "write.lock"):
        assert again.searcher.generation == first
    assert first in again.notices[-1]
    again.close()


@pytest.fixture
def other_embedder(model_folder, tmp_path):
    """The tiny model with half of its dimensions."""
    from safetensors.numpy import load_file, save_file

    folder = shutil.copytree(model_folder, tmp_path / "other-model")
    weights = load_file(folder / "model.safetensors")
    save_file({name: value[:, :16].copy() for name, value in weights.items()}, folder / "model.safetensors")
    return load_embedder(str(folder))


def test_another_model_means_a_new_generation(library, files, other_embedder):
    library.ingest([files])
    other = Library(library.home, other_embedder)
    assert found(other, "기금 집행률") >= {"기금.txt"}
    assert other.embedder.dimension == 16
    assert "tiny-static" in other.notices[0]
    other.close()


def test_the_old_index_answers_by_words_while_that_of_another_model_is_built(library, files, other_embedder):
    library.ingest([files])
    old = library.searcher.generation
    other = Library(library.home, other_embedder, wait_s=60, rebuild_aside=True)
    with FileLock(library.home / "write.lock"):  # the new one cannot be finished yet
        assert other.searcher.generation == old
        hits = other.searcher.search("기금 집행률")
        assert hits[0].report.source == "기금.txt"
        assert hits[0].scores.keys() == {"lexical", "bigrams", "fused"}
        assert "낱말로만" in other.notices[0]
    wait = threading.Event()
    for _ in range(600):
        if other.searcher.generation != old:
            break
        wait.wait(0.1)
    assert other.searcher.search("기금 집행률")[0].scores["dense"] > 0
    assert other.verify() == []
    other.close()


def test_an_ingestion_stopped_before_publishing_is_made_good_at_the_next_opening(library, files, embedder, monkeypatch):
    library.ingest([files / "기금.txt"])
    before = library.searcher.generation

    def stop(*_args, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(Generations, "publish", stop)
        with pytest.raises(KeyboardInterrupt):
            library.ingest([files / "다문화.txt"])
    assert library.generations.current().generation == before
    assert found(library, "기금 집행률") == {"기금.txt"}
    again = Library(library.home, embedder)
    assert "다문화.txt" in found(again, "유학생 유치 대학")
    again.close()


def test_one_process_writes_at_a_time(library, files, embedder):
    library.ingest([files / "기금.txt"])
    other = Library(library.home, embedder, wait_s=0.1)
    with FileLock(library.home / "write.lock"):
        with pytest.raises(LibraryBusy, match="다른 작업"):
            other.ingest([files])
        assert found(other, "기금 집행률") == {"기금.txt"}, "reading goes on"
    assert [outcome.status for outcome in other.ingest([files])] == ["unchanged", "added"]
    other.close()


def test_searching_goes_on_while_generations_are_published(library, files):
    library.ingest([files / "기금.txt"])
    stop, failures, generations = threading.Event(), [], set()

    def search():
        while not stop.is_set():
            searcher = library.searcher
            generations.add(searcher.generation)
            hits = searcher.search("기금 집행률 예산", top_k=3)
            if not hits or hits[0].report.source != "기금.txt":
                failures.append(hits)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(4):
        (files / f"새 보고서 {number}.txt").write_text(FAMILY.replace("25", str(number)), encoding="utf-8")
        library.ingest([files])
    stop.set()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert len(generations) >= 2


def test_a_home_that_cannot_be_written_is_a_clear_error(tmp_path, embedder):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(HomeNotWritable, match="COUNCIL_QA_HOME"):
        Library(tmp_path / "file" / "home", embedder)


def test_an_edit_is_searched_and_holds_when_the_file_comes_again(library, files):
    library.ingest([files])
    [fund] = [report for report in library.store.reports() if report.source == "기금.txt"]
    before = library.searcher.generation
    edited = library.edit(fund.id, {"title": "교류협력 심사", "department": "예산담당관"})
    assert edited.metadata.department == "예산담당관"
    assert library.verify() == []
    assert library.searcher.generation != before
    hit = library.searcher.search("교류협력 심사")[0]
    assert (hit.report.id, hit.report.metadata.title) == (fund.id, "교류협력 심사")
    assert {outcome.status for outcome in library.ingest([files])} == {"unchanged"}
    manifest = Manifest("목록.csv", {"기금.txt": Metadata(title="목록의 제목", kind="목록의 종류")})
    library.ingest([files], manifest=manifest)
    again = library.store.report(fund.id).metadata
    assert (again.title, again.department, again.kind) == ("교류협력 심사", "예산담당관", "목록의 종류")


def test_the_newest_word_of_a_person_counts(library, files):
    library.ingest([files / "기금.txt"])
    [fund] = library.store.reports()
    library.edit(fund.id, {"department": "예산담당관", "kind": ""})
    library.ingest([files / "기금.txt"], metadata=Metadata(department="기획담당관"))
    library.ingest([files / "기금.txt"])
    assert library.store.report(fund.id).metadata.department == "기획담당관"
    assert library.store.report(fund.id).metadata.kind == ""


def test_an_edit_or_removal_does_not_wait_for_ever(tmp_path, embedder, files):
    library = Library(tmp_path / "home", embedder, wait_s=0.1)
    library.ingest([files])
    [first, _] = library.store.reports()
    with FileLock(tmp_path / "home" / "write.lock"):
        with pytest.raises(LibraryBusy):
            library.remove(first.id)
        with pytest.raises(LibraryBusy):
            library.edit(first.id, {"title": "제목"})
    assert library.store.report(first.id) == first
    library.close()
