"""Evaluation: figures over a file of questions, by type of question, by language, by kind and by leg.

``tests/eval/README.md`` describes the form of such a file. Questions are read (``questions``) and asked (``asking``),
each answer is judged by itself (``outcomes``) and all are counted (``figures``); ``comparison`` sets two runs side
by side.
"""

from retrieval.evaluation.asking import evaluate
from retrieval.evaluation.comparison import Comparison, compare
from retrieval.evaluation.figures import Evaluation, KindRow, Row
from retrieval.evaluation.questions import LIST_TYPES, REFUSAL_TYPES, load_questions

__all__ = [
    "LIST_TYPES",
    "REFUSAL_TYPES",
    "Comparison",
    "Evaluation",
    "KindRow",
    "Row",
    "compare",
    "evaluate",
    "load_questions",
]
