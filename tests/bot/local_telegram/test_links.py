"""Addresses that are links, against the cases of tdlib's tests of ``check_link``, and its reasons."""

import pytest

from bot.local_telegram.links import LinkError, checked_link, mentioned_user, required_link


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("sftp://google.com", ""),
        ("tg://google_com", "tg://google_com/"),
        ("tOn://google", "ton://google/"),
        ("httP://google.com?1#tes", "http://google.com/?1#tes"),
        ("httPs://google.com/?1#tes", "https://google.com/?1#tes"),
        ("http://google.com:0", ""),
        ("http://google.com:0000000001", "http://google.com:1/"),
        ("http://google.com:-1", ""),
        ("tg://google?1#tes", "tg://google?1#tes"),
        ("tg://google/?1#tes", "tg://google?1#tes"),
        ("TG:_", "tg://_/"),
        ("http:google.com", ""),
        ("tg://http://google.com", ""),
        ("tg:http://google.com", ""),
        ("tg:https://google.com", ""),
        ("tg:test@google.com", ""),
        ("tg:google.com:80", ""),
        ("tg:google-com", "tg://google-com/"),
        ("tg:google.com", ""),
        ("tg:google.com:0", ""),
        ("tg:google.com:a", ""),
        ("tg:[2001:db8:0:0:0:ff00:42:8329]", ""),
        ("tg:127.0.0.1", ""),
        ("http://[2001:db8:0:0:0:ff00:42:8329]", "http://[2001:db8:0:0:0:ff00:42:8329]/"),
        ("http://localhost", ""),
        ("http://..", "http://../"),
        ("..", "http://../"),
        ("https://.", ""),
        ("tOnSiTe://google", "tonsite://google/"),
        ("tOnSiTe://google.ton?t=1#we", "tonsite://google.ton?t=1#we"),
        # an address with a Chinese path, spaces and a user
        ("https://E.org/路径 一", "https://e.org/路径%20一"),
        ("https://a:b@e.org:8443/x ", "https://a:b@e.org:8443/x"),
    ],
)
def test_as_tdlib_does(address: str, kept: str) -> None:
    assert checked_link(address) == kept


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("localhost", "Wrong HTTP URL"),
        ("ftp://example.com", "Unsupported URL protocol"),
        ("http://exa mple.com", "Disallowed character in URL host"),
        ("http://user@", "URL host is empty"),
        ("http://example.com:99999", "Wrong port number specified in the URL"),
        ("https://[not-ipv6]/a", "Wrong IPv6 address specified in the URL"),
        ("https:///a.pdf", "URL host is empty"),
        (".", "Host is invalid"),
        ("https://exa%2.com/a", "Wrong percent-encoded symbol in URL host"),
        ('https://us"er@example.com/a', "Disallowed character in URL userinfo"),
        ("tg:google.com", "Unallowed characters in URL host"),
        ("javascript:alert(1)", "Wrong port number specified in the URL"),
    ],
)
def test_the_reason_is_given(address: str, reason: str) -> None:
    with pytest.raises(LinkError) as refusal:
        required_link(address)
    assert str(refusal.value) == f"URL '{address}' is invalid: {reason}"


def test_an_address_may_mean_a_user() -> None:
    assert mentioned_user("tg://user?id=123456") == 123456
    assert mentioned_user("TG:USER?ID=42") == 42
    assert mentioned_user("tg://resolve?domain=x") == mentioned_user("https://e.org/?id=5") == 0
