"""No secret of a repository's address is shown, however it is written and whatever git says of it."""

from __future__ import annotations

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.git_command import telling_words
from bot.ingest.git_urls import fault_of, protocol_of, same_repository, shown, without_secrets

LETTERS = string.ascii_letters + string.digits
SECRETS = st.text(LETTERS, min_size=6, max_size=30).map(lambda text: f"S3cr{text}")
ODD = st.text(LETTERS + "/@:?#&=;%+ '\"é量!$.-_~", min_size=0, max_size=6)
HOSTS = st.sampled_from(["git.example", "git.example:8443", "[2001:db8::1]", "[2001:db8::1]:8443"])
PATHS = st.sampled_from(["notes.git", "group/notes", "a@b/notes.git", "-/notes.git", ""])
KEYS = st.sampled_from(["access_token", "private_token", "token", "job-token", "key", "auth", "X"])
SCHEMES = st.sampled_from(["https", "http", "ssh", "git", "git+ssh", "HTTPS"])


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Return an address and what must not be seen of it."""
    scheme, host, path = draw(SCHEMES), draw(HOSTS), draw(PATHS)
    parts, hidden = [f"{scheme}://"], []
    if draw(st.booleans()):
        secret = draw(ODD) + draw(SECRETS) + draw(ODD)
        hidden.append(secret[secret.index("S3cr") :])
        if draw(st.booleans()):
            secret = quote(secret, safe="")
        user = draw(st.sampled_from(["", "reader", "oauth2", "x-access-token", "git"]))
        parts.append(f"{user}:{secret}@" if draw(st.booleans()) or "S3cr" not in secret[:10] else f"{secret}@")
    parts.append(f"{host}/{path}")
    if draw(st.booleans()):
        keys = draw(st.lists(st.tuples(KEYS, SECRETS), min_size=1, max_size=3))
        parts.append(draw(st.sampled_from("?#;")) + draw(st.sampled_from("&;")).join(f"{k}={v}" for k, v in keys))
        hidden += [value for _, value in keys]
    return "".join(parts), [text[:10] for text in hidden]


SAYINGS = st.sampled_from(
    [
        "fatal: unable to access '{url}/': Could not resolve host: git.example",
        "fatal: Authentication failed for '{url}'",
        "fatal: could not read Password for '{url}': terminal prompts disabled",
        "remote: Repository not found.\nfatal: repository '{url}/' not found",
        "error: {url} did not send all necessary objects",
        "fatal: unable to update url base from redirection:\n  asked for: {url}/refs\n  redirect: {url}?next={url}",
        "warning: redirecting to {url}\nfatal: bad",
        "ssh: Could not resolve hostname {url}: Name or service not known",
        'fatal: "{url}"',
        "{url}",
    ]
)


@given(addresses(), SAYINGS)
def test_no_secret_of_the_address_is_shown(address: tuple[str, list[str]], saying: str) -> None:
    url, hidden = address
    for text in (shown(url), without_secrets(saying.format(url=url), url)):
        for secret in hidden:
            assert secret not in text


@given(st.lists(addresses(), min_size=1, max_size=3), SAYINGS)
def test_no_secret_of_another_address_is_shown(found: list[tuple[str, list[str]]], saying: str) -> None:
    """Git also names addresses of submodules, and those that a server sends it to."""
    for url, hidden in found:
        # what holds a space cannot be told from two words
        if " " in url:
            continue
        text = without_secrets(saying.format(url=url), "https://git.example/x")
        assert not [secret for secret in hidden if secret in text]


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_and_any_address_can_be_shown(text: str, url: str) -> None:
    assert "\n" not in without_secrets(text, url)
    fault_of(url)
    protocol_of(url)


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("Failed to connect to ada port 12 after 0 ms", "12"),
        ("URL rejected: Port number was not a decimal number: w0rd", "w0rd"),
        ("Could not resolve host: pass", "pass"),
    ],
)
def test_the_parts_that_git_makes_of_a_password_are_hidden_too(said: str, secret: str) -> None:
    assert secret not in without_secrets(said, "https://ada:12/w0rd?pass@git.example/x")


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://git.example/notes.git", "https://git.example/notes.git"),
        ("https://ada:s3cret@git.example/notes.git", "https://git.example/notes.git"),
        ("https://git.example/notes.git?private_token=s3cret", "https://git.example/notes.git?…"),
        ("git@git.example:group/notes.git", "git@git.example:group/notes.git"),
        ("/srv/git/notes@home=1.git", "/srv/git/notes@home=1.git"),
        ("file:///srv/notes", "file:///srv/notes"),
    ],
)
def test_what_is_no_secret_stays(url: str, text: str) -> None:
    assert shown(url) == text
    assert without_secrets(f"fatal: {url} cannot be read", url) == f"fatal: {text} cannot be read"


@pytest.mark.parametrize(
    ("url", "protocol"),
    [
        ("https://h/x", "https"),
        ("SSH://h/x", "ssh"),
        ("git+ssh://h/x", "ssh"),
        ("git@h:x", "ssh"),
        ("h:x/y", "ssh"),
        ("/srv/x", "file"),
        ("./a:b", "file"),
        ("x", "file"),
        ("file:///x", "file"),
        ("ext::sh -c x", "ext"),
        ("fd::7", "fd"),
    ],
)
def test_the_protocol_of_an_address(url: str, protocol: str) -> None:
    assert protocol_of(url) == protocol


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("https://ada:ss/w0rd@h/x", True),
        ("https://ada:s?w@h/x", True),
        ("https://ada:s#w@h/x", True),
        ("https://ada:s%2Fw@h/x", False),
        ("https://h:8443/a@b", False),
        ("https://[::1]:80/a@b", False),
        ("https://[::1]/a@b", False),
        ("git@h:a/b@c", False),
        ("/srv/a:b/c@d", False),
    ],
)
def test_a_password_that_breaks_its_address_is_noticed(url: str, wrong: bool) -> None:
    assert bool(fault_of(url)) == wrong


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://ada:x@Host/a/b.git", "https://host/a/b/", True),
        ("git@host:a/b", "ssh://git@host/a/b.git", True),
        ("https://host/a/b", "https://host/a/c", False),
        ("/srv/notes", "file:///srv/notes.git", True),
        ("/srv/notes", "/srv/other", False),
        ("", "https://host/a", False),
    ],
)
def test_the_same_repository_under_two_addresses(one: str, other: str, same: bool) -> None:
    assert same_repository(one, other) == same


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "fatal: Unable to create '/x/.git/index.lock': File exists.\n\nAnother git process seems to be running",
            "fatal: Unable to create '/x/.git/index.lock': File exists. Another git process seems to be running",
        ),
        (
            "Cloning into '/x'...\ngit@h: Permission denied (publickey).\nfatal: Could not read from remote "
            "repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.",
            "fatal: Could not read from remote repository. git@h: Permission denied (publickey).",
        ),
        ("hint: do this\nwarning: that\nerror: one\nerror: one\nfatal: two", "error: one fatal: two"),
    ],
)
def test_the_first_words_are_those_that_matter(words: str, told: str) -> None:
    assert telling_words(words) == told
