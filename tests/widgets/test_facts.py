from tests.widgets.host import Host, drawn
from widgets.facts import Facts


async def test_values_are_aligned_and_wrapped_in_their_column() -> None:
    facts = Facts([("Name", "[b]anna"), ("Description", "one two three four five six"), ("名前", "\x1b[2J")])
    async with Host(facts).run_test(size=(36, 10)) as pilot:
        await pilot.pause()
        assert [line.rstrip() for line in drawn(facts)] == [
            "Name         [b]anna",
            "Description  one two three four five",
            "             six",
            "名前         \\x1b[2J",
        ]


async def test_new_facts_replace_the_old_facts() -> None:
    facts = Facts()
    async with Host(facts).run_test(size=(80, 10)) as pilot:
        facts.facts = (("Name", "anna"), ("OCID", ""))
        await pilot.pause()
        assert [line.rstrip() for line in drawn(facts)] == ["Name  anna", "OCID"]
        facts.facts = (("Name", "bert"),)
        await pilot.pause()
        assert [line.rstrip() for line in drawn(facts)] == ["Name  bert"]


async def test_a_long_label_wraps_in_half_of_the_width() -> None:
    facts = Facts([("capabilities.canUseSmtpCredentials", "true"), ("A label", "b")])
    async with Host(facts).run_test(size=(50, 10)) as pilot:
        await pilot.pause()
        assert [line.rstrip() for line in drawn(facts)] == [
            "capabilities.canUseSmtpCr  true",
            "edentials",
            "A label                    b",
        ]


async def test_on_a_narrow_screen_values_move_below_their_long_labels() -> None:
    facts = Facts([("capabilities.canUseIt", "true"), ("A label   ", "one two three four"), ("id", "one two three")])
    async with Host(facts).run_test(size=(16, 10)) as pilot:
        await pilot.pause()
        assert [line.rstrip() for line in drawn(facts)] == [
            "capabilities.can",
            "UseIt",
            "    true",
            "A label",
            "    one two",
            "    three four",
            "id  one two",
            "    three",
        ]
