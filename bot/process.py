"""Process-wide settings of threads and memory, which the program makes; its packages leave such things alone."""

from __future__ import annotations

import ctypes

from threadpoolctl import threadpool_limits


def use_one_thread() -> None:
    """Let NumPy and FAISS compute in the thread that asks them to.

    What a question takes is small: further threads cost ten times what they save (faiss#2953).
    """
    threadpool_limits(1)


def give_back_freed_memory() -> None:
    """Let the C library return what is free on its heap, where it can (glibc).

    It keeps freed blocks of up to 32 MB for later use; after loading 5,000 chunks that was 40 MB of 210, held for
    nothing by a process that answers questions for weeks.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
