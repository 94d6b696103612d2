"""Location of the real site's posts, for the tests and benchmarks that need them; they are no part of the project."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[2] / "shared" / "papercache" / "site"
REAL_SITE = Path(os.environ.get("PAPERCACHE_TEST_SITE", _BESIDE))
NO_SITE = f"the real site's posts are not in {REAL_SITE}: PAPERCACHE_TEST_SITE names their folder"
needs_real_site = pytest.mark.skipif(not (REAL_SITE / "_posts").is_dir(), reason=NO_SITE)
