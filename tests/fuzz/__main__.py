"""``python -m tests.fuzz``: spoils notes for as long as it is told and says what broke."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.campaign import Campaign, Collection
from tests.real_site import REAL_SITE

NOTES = Path(__file__).parents[2] / "notes"
KEPT = Path("fuzz-failures")
REPORTED_SECONDS = 30.0


def main() -> int:
    """Run the rounds; 1 where something failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="how long (600)")
    parser.add_argument("--seed", type=int, default=1, help="of all chances (1)")
    parser.add_argument("--round", type=int, help="run this round of the seed only, to see a failure again")
    parser.add_argument(
        "--notes", type=Path, action="append", help="a folder of notes or a Jekyll site; may be repeated"
    )
    chosen = parser.parse_args()
    folders = chosen.notes or [NOTES, *([REAL_SITE] if (REAL_SITE / "_posts").is_dir() else [])]
    campaign = Campaign(map(Collection, folders), chosen.seed, KEPT)
    end = time.monotonic() + chosen.seconds
    reported, round_ = 0.0, chosen.round or 0
    while time.monotonic() < end:
        for failure in campaign.run(round_):
            print(f"seed {chosen.seed} round {round_}: {failure.kind}: {failure.what[:300]}", flush=True)
            print(f"    {failure.detail.strip().splitlines()[-1][:300]}", flush=True)
        round_ += 1
        if time.monotonic() - reported > REPORTED_SECONDS:
            reported = time.monotonic()
            print(campaign.tally, flush=True)
        if chosen.round is not None:
            break
    print(f"seed {chosen.seed}: {campaign.tally}")
    if campaign.tally.failures:
        print(f"What failed is kept in {KEPT}/.")
    return 1 if campaign.tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
