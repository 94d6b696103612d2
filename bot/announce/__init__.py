"""Announcements: detection of new papers, planning of deliveries, the outbox, and the sender.

The path of a piece of news::

    library.refresh() → detect_changes → plan → announcements + deliveries → outbox.claim → sender → Telegram

A row of ``deliveries`` is one announcement for one target (a chat or a topic of it). Its columns:

==================  ================================================================================================
``state``           ``queued`` waits for ``due_at``; ``claimed`` waits for its turn to leave, and is queued again where
                    its claimant dies; ``sending`` leaves or has left; ``sent``, ``failed`` and ``unknown`` are ends;
                    ``missed`` was for a chat that could not be reached, and goes only if the chat asks for it
``due_at``          set by the planner from the chat's times; outside its quiet hours. Who is late asks
                    :func:`~bot.subscriptions.schedule.not_before` again
``reason_kind``,    the filter that matched, the most specific one where several did; ``reason_value`` is its value as
``reason_value``    it stands in the subscription
``content``         the digest (:func:`~bot.announce.detect.content_of`) of the paper as the message shows it; to be
                    edited where it differs from the announcement's
``claimed_by``,     of ``claimed`` and ``sending``: which process, and since when
``claimed_at``
==================  ================================================================================================

Of an announcement: ``content`` is what it should show once it rests, ``withdrawn_at`` says that its paper left the
library. Deliveries of a withdrawn announcement are not claimed and not caught up with; if the paper comes back,
``withdrawn_at`` is null again and they go on their way.
"""
