"""Memory of chats: forgotten and moved with them, the rest in the order of its use."""

from bot.handlers import memory as module
from bot.handlers.memory import ConversationMemory, Shown


def test_a_chat_is_forgotten_alone() -> None:
    memory = ConversationMemory()
    memory.languages[1], memory.languages[2] = "zh", "en"
    memory.shown[1, 10], memory.shown[2, 10] = Shown(("a",)), Shown(("b",))
    memory.answered[1, "album"], memory.answered[2, 11] = True, True
    memory.forget_chat(1)
    assert dict(memory.languages) == {2: "en"}
    assert dict(memory.shown) == {(2, 10): Shown(("b",))}
    assert dict(memory.answered) == {(2, 11): True}


def test_a_group_that_became_a_supergroup_keeps_its_language_and_no_messages() -> None:
    memory = ConversationMemory()
    memory.languages[-1] = "zh"
    memory.shown[-1, 10] = Shown(("a",))
    memory.move_chat(-1, -100)
    assert dict(memory.languages) == {-100: "zh"}
    assert not memory.shown


def test_what_was_used_least_recently_goes_first_also_after_others_were_forgotten() -> None:
    memory = ConversationMemory()
    for chat in range(module.CHATS):
        memory.spoken[chat] = "en"
    assert memory.spoken.get(0) == "en"
    memory.forget_chat(5)
    memory.spoken[-1] = "en"
    memory.spoken[-2] = "en"
    assert memory.spoken.get(0) == "en"
    assert memory.spoken.get(1) is None, "it was used before all the others"
    assert len(memory.spoken) == module.CHATS
