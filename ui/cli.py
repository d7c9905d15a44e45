"""The `council-qa` command.

Each command imports what it needs when it runs: torch and Gradio take seconds, and `--help` should not.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from corpus.errors import CorpusError
from index.errors import IndexingError
from qa.errors import QaError
from ui.commands.feedback import feedback
from ui.commands.keys import keys
from ui.commands.library import JsonOption, documents, index, ingest
from ui.commands.terminal import note, say, say_json
from ui.commands.usage import in_korean
from ui.errors import UiError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from api.schemas import CitationOut
    from api.schemas_search import PassageOut
    from qa.assistant import Assistant
    from qa.settings import Settings

app = typer.Typer(
    name="council-qa",
    help="시의회 보고서에 대한 질문에 근거를 들어 답합니다.",
    add_completion=False,
    rich_markup_mode=None,
)
app.command()(ingest)
app.add_typer(documents, name="documents")
app.add_typer(index, name="index")
app.add_typer(feedback, name="feedback")
app.add_typer(keys, name="keys")

log = logging.getLogger(__name__)
INTERRUPTED = 130  # what a shell says of a command that Ctrl+C ended
EXCERPT = 160  # characters of a passage that `search` shows
Request = TypeVar("Request", bound="BaseModel")
PASSTHROUGH = {"allow_extra_args": True, "ignore_unknown_options": True}


def main() -> None:
    """Run the command line; what goes wrong ends as one Korean line and an exit code, never as a traceback."""
    # The matrices here are small: with two threads each, an answer took twice as long. numpy, torch and faiss read this
    # when they are loaded, which is after this.
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(library, "1")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of a command line: 0 done, 1 not done, 2 not understood, 130 interrupted."""
    try:
        code = int(app(arguments or ["--help"], prog_name="council-qa", standalone_mode=False) or 0)
        if code == INTERRUPTED:
            note("멈추었습니다.")
        return code
    except typer.Abort:
        note("멈추었습니다.")
        return INTERRUPTED
    except typer.TyperException as error:
        note(f"{in_korean(error.format_message())} 쓰는 법은 council-qa --help 로 볼 수 있습니다.")
        return error.exit_code
    except (CorpusError, IndexingError, QaError, UiError) as error:
        log.debug("%s", error.code, exc_info=error)
        note(str(error))
        return 1
    except SystemExit as ended:  # argparse, which reads the options of `eval`
        return ended.code if isinstance(ended.code, int) else 1
    except BrokenPipeError:  # the reader of our output has gone, as in `council-qa documents list | head -1`
        sys.stderr.close()
        return 1
    except Exception as error:
        log.debug("unforeseen", exc_info=error)
        if _came_of_interruption(error):
            note("멈추었습니다.")
            return INTERRUPTED
        note(
            f"예상하지 못한 오류입니다: {type(error).__name__}: {error}. council-qa --debug 를 붙이면 자세히 보입니다."
        )
        return 1


def _came_of_interruption(error: BaseException | None) -> bool:
    """Whether an error was raised while the program cleaned up after Ctrl+C."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt | typer.Abort):
            return True
        error = error.__cause__ or error.__context__
    return False


@app.callback()
def _options(debug: Annotated[bool, typer.Option("--debug", help="자세한 기록을 표준 오류로 씁니다.")] = False) -> None:
    logging.basicConfig(level=logging.DEBUG if debug else logging.ERROR, format="%(levelname)s %(name)s: %(message)s")


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="서버가 여는 주소 (기본: 설정, 127.0.0.1)", show_default=False)
    ] = None,
    port: Annotated[int | None, typer.Option(help="서버가 여는 포트 (기본: 설정, 8000)", show_default=False)] = None,
    open: Annotated[
        bool, typer.Option("--open", help="누구나 열쇠 없이 읽게 합니다. 자료를 바꾸는 데에는 열쇠가 필요합니다.")
    ] = False,
) -> None:
    """브라우저 대화 화면과 HTTP API를 엽니다."""
    from qa.settings import load_settings
    from ui.serving import serve as serve_until_stopped

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    serve_until_stopped(load_settings(server=given, **({"access": {"open": True}} if open else {})))


@app.command()
def ask(question: Annotated[str, typer.Argument(metavar="QUESTION", help="질문")], json: JsonOption = False) -> None:
    """질문 하나에 답합니다."""
    from index.morphemes import Morphemes

    Morphemes.load_aside()
    from api.schemas import AskRequest, AskResponse
    from qa.settings import load_settings

    settings = load_settings()
    request = _request(AskRequest, question=question)
    asked = request.to_question(mode=settings.answer.mode, max_citations=settings.answer.max_citations)
    response = AskResponse.of(_assistant(settings).ask(asked))
    if json:
        say_json(response.model_dump(mode="json"))
        return
    say(response.answer)
    for citation in response.citations:
        say(f"\n[{citation.marker}] {_place(citation)}\n    “{' '.join(citation.quote.split())}”")


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="찾을 말")],
    top_k: Annotated[int, typer.Option(min=1, max=50, help="보여 줄 조각의 수")] = 5,
    json: JsonOption = False,
) -> None:
    """질문에 가까운 조각을 찾습니다."""
    from api.schemas_search import FoundPassage, SearchRequest, SearchResponse
    from qa.settings import load_settings

    request = _request(SearchRequest, query=query, top_k=top_k)
    hits = _assistant(load_settings()).search(request.query, request.filters.to_filters(), request.top_k)
    response = SearchResponse(passages=[FoundPassage.of_hit(hit) for hit in hits])
    if json:
        say_json(response.model_dump(mode="json"))
        return
    for number, passage in enumerate(response.passages, start=1):
        say(f"{number}. {_place(passage)}\n    {' '.join(passage.text.split())[:EXCERPT]}\n")


@app.command(context_settings=PASSTHROUGH, add_help_option=False)
def eval(context: typer.Context) -> None:
    """질문 모음으로 답변을 평가합니다. 뒤의 인자는 평가 프로그램에 그대로 넘깁니다."""
    from evals.run import main as evaluate

    raise typer.Exit(evaluate(context.args))


@app.command()
def doctor(json: JsonOption = False) -> None:
    """설치와 자료의 상태를 살핍니다. 손볼 것이 있으면 1로 끝납니다."""
    from qa.settings import load_settings
    from ui.commands.doctor import as_lines, examine

    found = examine(load_settings())
    if json:
        say_json(found)
    else:
        for line in as_lines(found):
            say(line)
        for problem in found["problems"]:
            note(problem)
    raise typer.Exit(1 if found["problems"] else 0)


def _assistant(settings: Settings) -> Assistant:
    from qa.wiring import open_assistant, open_library

    return open_assistant(settings, open_library(settings))


def _request(schema: type[Request], **values: object) -> Request:
    """The same limits as in the API, said in Korean."""
    from pydantic import ValidationError

    from qa.explain import explain

    try:
        return schema(**values)
    except ValidationError as error:
        raise typer.BadParameter(f"질문은 {explain(error.errors()[0])}") from error


def _place(found: CitationOut | PassageOut) -> str:
    """Where a citation or a passage stands: "시장비서실 주요업무보고 (시장비서실, 2024-09-01) › Ⅰ. 일반현황, 3쪽"."""
    from qa.sources import page_place

    told = ", ".join(filter(None, (found.department, found.date)))
    title = f"{found.title or found.source} ({told})" if told else found.title or found.source
    page = page_place(found.page, found.page_label)
    return ", ".join(filter(None, [" › ".join([title, *found.section]), page]))


if __name__ == "__main__":
    main()
