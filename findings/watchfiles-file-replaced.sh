#!/usr/bin/env bash
# watchfiles 1.3.0 (Linux): a watched FILE that is saved by rename, as editors, sed -i and git do, is seen to change
# once. Later saves are never seen, though the path exists all the while; nothing is raised and the iterator goes on
# waiting. The watch follows the inode, which left with the first rename. Watching the file's folder sees every save.
# Seen: file: [['deleted', 'modified']] or a part of it, once, then nothing for three more saves; folder: 4 signs of 4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check watchfiles==1.3.0
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys
import threading
from pathlib import Path

from watchfiles import watch

SAVES = 4


def signs(watched: Path, saved: Path) -> int:
    """Save a file by rename again and again, and count the saves of which a sign comes within two seconds."""
    stop, seen, heard = threading.Event(), 0, threading.Event()

    def listen() -> None:
        for changes in watch(watched, stop_event=stop, debounce=100, step=50, rust_timeout=100, yield_on_timeout=True):
            ready.set()
            if any(path == str(saved) for _, path in changes):
                heard.set()

    ready = threading.Event()
    thread = threading.Thread(target=listen)
    thread.start()
    ready.wait()
    for number in range(SAVES):
        heard.clear()
        beside = saved.with_name(".unfinished")
        beside.write_text(f"save {number}\n")
        beside.replace(saved)
        seen += heard.wait(2.0)
    stop.set()
    thread.join()
    return seen


root = Path(sys.argv[1])
for name in ("a", "b"):
    (root / name).mkdir()
    (root / name / "index.md").write_text("as it was\n")
of_file = signs(root / "a" / "index.md", root / "a" / "index.md")
of_folder = signs(root / "b", root / "b" / "index.md")
print(f"watching the file: {of_file} of {SAVES} saves seen; watching its folder: {of_folder} of {SAVES}")
sys.exit((of_file, of_folder) != (1, SAVES))
PY
