"""The JSON forms that the command line prints. Scripts depend on them: add keys, never change or drop one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.locales import Texts
from bot.views.skipped import by_reason
from retrieval import Answer, Bilingual, Category, Duplicate, Filters, Hit, Paper, Passage, RefreshReport, Skipped

if TYPE_CHECKING:  # what only one command needs would slow the start of all
    from bot.announce.plan import Planned
    from bot.subscriptions.filters import SubscriptionFilter

Json = dict[str, Any]


def answer_json(answer: Answer) -> Json:
    """Return the form of ``ask --json``."""
    return {
        "query": answer.query.text,
        "language": answer.query.language,
        "intent": answer.query.intent,
        "filters": filters_json(answer.query.filters),
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "elapsed_ms": round(answer.elapsed_ms, 3),
        "suggestions": [category.path for category in answer.suggestions],
        "closest": [paper.id for paper in answer.closest],
        "unmentioned": list(answer.unmentioned),
        "lacking": list(answer.lacking),
        "hits": [hit_json(hit) for hit in answer.hits],
        "act": answer.query.act,
        "assumed": list(answer.query.assumed),
    }


def hit_json(hit: Hit) -> Json:
    """Return a paper found with its score and passages."""
    return {
        **paper_json(hit.paper),
        "score": round(hit.score, 6),
        "shown": hit.shown,
        "passages": [passage_json(passage) for passage in hit.passages],
    }


def paper_json(paper: Paper) -> Json:
    """Return what a reader may know of a paper."""
    return {
        "id": paper.id,
        "slug": paper.slug,
        "title": paper.title,
        "title_zh": paper.title_zh,
        "authors": list(paper.authors),
        "date": paper.date,
        "categories": list(paper.categories),
        "also_in": list(paper.also_in),
        "tag": paper.tag,
        "url": paper.url,
        "paper_url": paper.paper_url,
        "summary": bilingual_json(paper.summary),
        "has_note": paper.has_note,
    }


def passage_json(passage: Passage) -> Json:
    """Return a passage; ``marks`` are the places in ``text``, [start, end) in characters, that are set in bold."""
    return {
        "text": passage.text,
        "section": passage.section,
        "url": passage.url,
        "score": round(passage.score, 6),
        "shown": passage.shown,
        "marks": [list(place) for place in passage.marks],
    }


def bilingual_json(text: Bilingual) -> Json:
    """Return a text in the languages it is there in, an empty text for one that is missing."""
    return {"zh": text.zh, "en": text.en}


def filters_json(filters: Filters) -> Json:
    """Return what a question demands exactly."""
    return {
        "categories": list(filters.categories),
        "tags": list(filters.tags),
        "since": filters.since,
        "until": filters.until,
        "papers": list(filters.papers),
        "latest": filters.latest,
    }


def category_json(category: Category) -> Json:
    """Return a category with everything below it."""
    return {
        "path": category.path,
        "name": bilingual_json(category.name),
        "aliases": list(category.aliases),
        "count": category.count,
        "children": [category_json(child) for child in category.children],
    }


def report_json(report: RefreshReport) -> Json:
    """Return what a refresh changed."""
    return {
        "added": list(report.added),
        "changed": list(report.changed),
        "removed": list(report.removed),
        "unchanged": report.unchanged,
        "skipped": [skipped_json(item) for item in report.skipped],
        "duplicates": [duplicate_json(one) for one in report.duplicates],
        "seconds": round(report.seconds, 3),
        "first": report.first,
        "rebuilt": report.rebuilt,
        "sources": [asdict(source) for source in report.sources],
        "reasons": [
            {"reason": group.reason, "count": len(group.items), "served": group.served}
            for group in by_reason(report.skipped)
        ],
    }


def skipped_json(item: Skipped) -> Json:
    """Return what could not be read, or is served with a fault."""
    return {"file": item.file, "line": item.line, "reason": item.reason, "served": item.served}


def duplicate_json(duplicate: Duplicate) -> Json:
    """Return a file whose paper is served from another one, and how that is known."""
    # only here: a question would wait for all that the views of administrators load
    from bot.views.administration import duplicate_line

    return {
        "file": duplicate.file,
        "served": duplicate.served_file,
        "by": duplicate.by,
        "value": duplicate.value,
        "reason": duplicate_line(duplicate, Texts("en")),
    }


def planned_json(planned: Planned) -> Json:
    """Return the form of ``announce --json``; the deliveries are those of a dry run."""
    return {
        "first": planned.first,
        "news": [
            {"kind": one.kind, **paper_json(one.paper), "queued": one.queued, "missed": one.missed}
            for one in planned.news
        ],
        "changed": planned.changed,
        "withdrawn": planned.withdrawn,
        "returned": planned.returned,
        "next_moment": planned.next_moment,
        "deliveries": [
            {
                "chat_id": one.target.chat_id,
                "thread_id": one.target.thread_id,
                "kind": one.kind,
                "paper": one.paper.id,
                "title": one.paper.title,
                "because": filter_json(one.subscription_filter),
                "due_at": one.due_at,
                "missed": one.missed,
            }
            for one in planned.deliveries
        ],
    }


def filter_json(filter_: SubscriptionFilter) -> Json:
    """Return the reason for a delivery; what a reader wrote in words of their own stays theirs."""
    return {"kind": filter_.kind, "value": "" if filter_.kind in ("words", "idea") else filter_.value}
