"""Figures of the local Telegram: how many messages a second it takes, and what it remembers of them.

A client in a process of its own writes to ten thousand chats, as announcements do, over twenty connections. Printed,
never judged.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time

from bot.local_telegram import LocalTelegram, SendRate

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz_ABCDE-1"
CHATS = 10_000
CONNECTIONS = 20
TEXT = "<b>{}. A paper on attention</b>\n<i>一句话的摘要</i> <a href='https://example.org/note'>读笔记</a>"

CLIENT = """
import asyncio, json, sys
port, token, text, chats, connections = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
first = int(sys.argv[6])
async def write(numbers):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in numbers:
        body = json.dumps({"chat_id": first + number, "text": text.format(number), "parse_mode": "HTML"}).encode()
        head = f"POST /bot{token}/sendMessage HTTP/1.1\\r\\nHost: x\\r\\nContent-Type: application/json\\r\\n"
        writer.write(head.encode() + b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
        answer = await reader.readuntil(b"\\r\\n\\r\\n")
        assert answer.startswith(b"HTTP/1.1 200"), answer
        length = answer.lower().partition(b"content-length: ")[2].partition(b"\\r")[0]
        await reader.readexactly(int(length))
    writer.close()
async def main():
    await asyncio.gather(*(write(range(at, chats, connections)) for at in range(connections)))
asyncio.run(main())
"""


async def _announce(kept: int | None) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with LocalTelegram(kept=kept, kept_messages=kept) as telegram:
        server = telegram.server
        bot = server.add_bot(TOKEN)
        users = [server.add_user(f"R{number}") for number in range(CHATS)]
        for user in users:
            server.private_chat(bot, user)
        pace = SendRate(server)
        port, first = telegram.base_url.rpartition(":")[2], users[0].id
        command = [sys.executable, "-c", CLIENT, port, TOKEN, TEXT, str(CHATS), str(CONNECTIONS), str(first)]
        started, used = time.perf_counter(), time.process_time()
        client = await asyncio.create_subprocess_exec(*command)
        assert await client.wait() == 0
        wall, cpu = time.perf_counter() - started, time.process_time() - used
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    remembered = "everything" if kept is None else f"the newest {kept}"
    print(
        f"{len(pace)} messages to {len(pace.per_chat())} chats, remembering {remembered}: {len(pace) / wall:.0f} a"
        f" second, {len(pace) / cpu:.0f} a second of one core; memory grew by {grown} MB at most"
    )


def bench_ten_thousand_messages() -> None:
    """Measure with a bound first, since memory is never given back."""
    for kept in (50, None):
        asyncio.run(_announce(kept))
