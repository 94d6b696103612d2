"""Time zones by the names that people type."""

from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.subscriptions.time_zones import COMMON, find_zone, local_time, zone_name

SUMMER, WINTER = 1_751_328_000.0, 1_735_689_600.0
"""1 July 2025 and 1 January 2025, 00:00 UTC."""


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("  Berlin ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("America/New_York", "America/New_York"),
        ("北京", "Asia/Shanghai"),
        ("上海", "Asia/Shanghai"),
        ("Beijing", "Asia/Shanghai"),
        ("东京", "Asia/Tokyo"),
        ("san francisco", "America/Los_Angeles"),
        ("UTC", "UTC"),
        ("utc", "UTC"),
        ("GMT", "UTC"),
        ("UTC+8", "Etc/GMT-8"),
        ("gmt -5", "Etc/GMT+5"),
        ("+8", "Etc/GMT-8"),
        ("+08:00", "Etc/GMT-8"),
        ("−3", "Etc/GMT+3"),
        ("+0", "UTC"),
        ("+5:30", "Asia/Kolkata"),
        ("+0545", "Asia/Kathmandu"),
        ("ＵＴＣ＋８", "Etc/GMT-8"),
        ("Ｂｅｒｌｉｎ", "Europe/Berlin"),
        ("加德满都", "Asia/Kathmandu"),
        ("加德滿都", "Asia/Kathmandu"),
        ("尼泊尔", "Asia/Kathmandu"),
        ("尼泊爾", "Asia/Kathmandu"),
        ("台北", "Asia/Taipei"),
        ("臺北", "Asia/Taipei"),
        ("臺北市", "Asia/Taipei"),
        ("北京时间", "Asia/Shanghai"),
        ("東京", "Asia/Tokyo"),
        ("東京時間", "Asia/Tokyo"),
        ("紐約", "America/New_York"),
        ("悉尼", "Australia/Sydney"),
        ("雪梨", "Australia/Sydney"),
        ("舊金山", "America/Los_Angeles"),
        ("基辅", "Europe/Kyiv"),
        ("布宜诺斯艾利斯", "America/Argentina/Buenos_Aires"),
        ("华沙", "Europe/Warsaw"),
        ("德國", "Europe/Berlin"),
        ("西班牙", "Europe/Madrid"),
        ("Berlin time", "Europe/Berlin"),
    ],
)
def test_what_people_type(written: str, zone: str) -> None:
    assert find_zone(written).zone == zone
    ZoneInfo(zone)


@pytest.mark.parametrize("written", ["Atlantis", "+25", "-13", "+7:15", "", "8", "../etc/passwd", "Asia"])
def test_what_is_no_zone(written: str) -> None:
    assert not find_zone(written).zone


def test_a_slip_is_answered_with_near_names() -> None:
    assert "Europe/Berlin" in find_zone("Europe/Berln").near
    assert "Asia/Shanghai" in find_zone("shangai").near
    assert set(find_zone("shangai").near) <= available_timezones()


def test_how_zones_are_shown() -> None:
    assert zone_name("Asia/Shanghai", "zh", SUMMER) == "上海（UTC+8）"
    assert zone_name("America/New_York", "en", SUMMER) == "New York (UTC−4)"
    assert zone_name("America/New_York", "en", WINTER) == "New York (UTC−5)"
    assert zone_name("Asia/Kolkata", "en", SUMMER) == "Kolkata (UTC+5:30)"
    assert zone_name("Etc/GMT-8", "en", SUMMER) == "UTC+8"
    assert zone_name("America/Bogota", "zh", SUMMER) == "波哥大（UTC−5）"
    assert zone_name("Asia/Kathmandu", "zh", SUMMER) == "加德满都（UTC+5:45）"
    assert zone_name("Asia/Katmandu", "zh", SUMMER) == "加德满都（UTC+5:45）", "also by its old id"
    assert zone_name("US/Pacific", "zh", SUMMER) == "洛杉矶（UTC−7）", "so is a zone with no city in its name"
    assert local_time("Asia/Shanghai", SUMMER) == "08:00"
    assert set(COMMON) <= available_timezones()
