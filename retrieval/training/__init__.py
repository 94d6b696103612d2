"""Training of the bundled embedding model, from a folder of pairs to files, figures and model card.

::

    python -m retrieval.training --pairs FOLDER --out FOLDER [--device cuda --workers 15]

The bundled model was made in two steps: from the pairs, and then from that model and the questions of readers that come
with the project (``questions/questions.jsonl``, its README says how they were written), with a few of the pairs beside
them, so that it forgets nothing::

    python -m retrieval.training --pairs FOLDER --out FOLDER --start MODEL
        --questions retrieval/training/questions/questions.jsonl --epochs 60 --grouped-from 0 --regrouped 30
        --batch-pairs 512 --late-pairs 160 --document-tokens 80 --question-tokens 24 --share 0.006
        --question-passes 2 --peak-rate 0.006

The second takes a quarter of an hour on two cores that have nothing else to do. A question's paper is found by its
title among the pairs; those of a tenth of the papers are held out (``reader_questions.is_held_out``).

On a GPU a run over 400,000 records takes a minute if there are enough processes to build its batches; on two cores it
takes ten hours, or half an hour with ``--late-pairs 128 --document-tokens 48``.

The folder of pairs holds any of these files, one JSON object a line, gzipped or plain (``….jsonl``):

==============================  ==================================================================
``en_title_abstract.jsonl.gz``  ``a`` English title of a paper, ``b`` its abstract
``zh_en_paper_facets.jsonl.gz`` ``title`` and ``abstract`` in English; ``zh``, a list: one-line summary in Chinese,
                                then further facets of the same paper (motivation, method, result …)
``zh_en_parallel.jsonl.gz``     ``a`` Chinese and ``b`` English of the same text
``zh_en_terms.jsonl.gz``        ``a`` Chinese and ``b`` English term
``zh_title_abstract.jsonl.gz``  ``a`` Chinese title, ``b`` Chinese abstract
``zh_heading_text.jsonl.gz``    ``a`` Chinese heading, ``b`` the text under it
==============================  ==================================================================

Further keys are ignored, except ``src`` (where the pair comes from), which the model card counts. Licences for the card
are taken from the tables of a file ``SOURCES.md`` beside the pairs, if there is one: first column source, second
licence, last what was taken. Up to 1,000 records
of each of the three kinds of papers are held out at random and never trained on; the model is measured on them.

The run is seeded; on a CPU only the learning of the tokenizer's pieces is not repeatable to the last piece, since the
library that does it sums in an order that changes; on a GPU sums differ in the last digits too. Stopped, the run
goes on from its last checkpoint, with the tokenizer of that run, when the same command is given again. Nothing outside
this package imports torch; nothing in the bot imports this package.
"""
