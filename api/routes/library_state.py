"""/v1/library: what the library holds now, and what is being put into it. The chat watches it."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import TheJobs, TheLibrary
from api.errors import Kind, responses
from api.schemas_library import IndexingOut, LibraryOut

router = APIRouter(prefix="/v1/library", tags=["library"])


@router.get("", summary="How far the library is", responses=responses(Kind.INDEX))
def state(library: TheLibrary, jobs: TheJobs) -> LibraryOut:
    """Uploads under way are told of together; files that `council-qa ingest` reads count once they are reports."""
    done, total = jobs.store.under_way()
    return LibraryOut(
        documents=len(library.store.reports()),
        generation=library.searcher.generation,
        indexing=IndexingOut(done=done, total=total) if total else None,
        notices=list(library.notices),
    )
