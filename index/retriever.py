"""The search as LangChain sees it."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.hits import Filters, Hit
from index.searcher import Searcher


class PassageRetriever(BaseRetriever):
    """A LangChain retriever over a Searcher: `invoke(query)` gives Documents with the passage's verbatim text.

    The metadata names the place: document_id, source, title, department, date, section, page, start, end, score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    filters: Filters = Filters()
    top_k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [document(hit) for hit in self.searcher.search(query, filters=self.filters, top_k=self.top_k)]


def document(hit: Hit) -> Document:
    """A hit as a LangChain Document; its id is the passage's."""
    report, passage = hit.report, hit.passage
    return Document(
        id=passage.id,
        page_content=passage.span.of(report.text),
        metadata={
            "document_id": report.id,
            "source": report.source,
            "title": report.metadata.title,
            "department": report.metadata.department,
            "date": report.metadata.date,
            "section": list(passage.trail),
            "page": report.page(passage.span.start),
            "page_label": report.page_label(passage.span.start),
            "start": passage.span.start,
            "end": passage.span.end,
            "score": hit.score,
        },
    )
