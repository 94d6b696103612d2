"""Requests that Telegram refuses with 400, each with its words; names in capitals stand for places of the test."""

from typing import Any

LONG = "x" * 4097
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WITHOUT_NAME = "because users will not be able to use the button without knowing bot's username"


def keys(*buttons: dict[str, Any], rows: int = 1) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)] * rows}


TEXTS = [
    ({}, "message text is empty"),
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": "\u200b\u3000"}, "text must be non-empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
    ({"text": LONG}, "message is too long"),
    ({"text": "😀" * 2049}, "message is too long"),
    ({"text": "x" * 32769}, "text is too long"),
    ({"text": "x", "parse_mode": "yaml"}, "unsupported parse_mode"),
    (
        {"text": "中<foo>", "parse_mode": "html"},
        'can\'t parse entities: Unsupported start tag "foo" at byte offset 3',
    ),
    (
        {"text": "<b>中", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 2",
    ),
    (
        {"text": "x", "entities": [{"type": "bold", "offset": 1, "length": 1}]},
        "entity begins after the end of the text at UTF-16 offset 1",
    ),
    (
        {"text": "a😀b", "entities": [{"type": "bold", "offset": 2, "length": 1}]},
        "entity begins in a middle of a UTF-16 symbol at byte offset 5",
    ),
    (
        {"text": "a😀b", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5",
    ),
    ({"text": "x", "entities": "{"}, "can't parse entities JSON object"),
]
BUTTON = "can't parse inline keyboard button: "
MARKUPS = [
    ("{", "can't parse reply keyboard markup JSON object"),
    ("[]", "object expected as reply markup"),
    ({"inline_keyboard": {}}, 'field "inline_keyboard" must be of type Array'),
    ({"inline_keyboard": [{}]}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ({"inline_keyboard": [["a"]]}, f"{BUTTON}InlineKeyboardButton must be an Object"),
    (keys({"callback_data": "a"}), f'{BUTTON}Can\'t find field "text"'),
    (keys({"text": ["a"], "callback_data": "a"}), f'{BUTTON}Field "text" must be of type String'),
    (keys({"text": "a"}), f"{BUTTON}Text buttons are unallowed in the inline keyboard"),
    (keys({"text": "a", "callback_data": ""}), f"{BUTTON}Text buttons are unallowed in the inline keyboard"),
    (keys({"text": "a", "callback_data": "中" * 22}), "BUTTON_DATA_INVALID"),
    (keys({"text": " ", "callback_data": "a"}), "BUTTON_TEXT_INVALID"),
    (
        keys({"text": "a", "url": "http://localhost:4000/x"}),
        "inline keyboard button URL 'http://localhost:4000/x' is invalid: Wrong HTTP URL",
    ),
    (
        keys({"text": "a", "url": "no url"}),
        "inline keyboard button URL 'no url' is invalid: Disallowed character in URL host",
    ),
    (
        keys({"text": "a", "web_app": {"url": "http://e.org/"}}),
        "inline keyboard button Web App URL 'http://e.org/' is invalid: Only HTTPS links are allowed",
    ),
    (keys({"text": "a", "copy_text": {"text": ""}}), "BUTTON_COPY_TEXT_INVALID"),
    (keys({"text": "a", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
    (keys({"text": "a", "copy_text": "x"}), f'{BUTTON}Field "copy_text" must be of type Object'),
    (keys(*[{"text": "a", "callback_data": "a"}] * 9), "reply markup is too long"),
    (keys({"text": "a", "callback_data": "a"}, rows=101), "reply markup is too long"),
    (keys({"text": "x" * 60, "callback_data": "1234567890"}, rows=100), "reply markup is too long"),
]
TEXT = {"text": "x"}
BAD_REQUEST = [
    *(("sendMessage", {"chat_id": "ME", **given}, reason) for given, reason in TEXTS),
    *(("sendMessage", {"chat_id": "ME", **TEXT, "reply_markup": markup}, reason) for markup, reason in MARKUPS),
    # which chat, thread and message
    ("sendMessage", TEXT, "chat_id is empty"),
    ("sendMessage", {"chat_id": 5, **TEXT}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", **TEXT}, "chat not found"),
    ("sendMessage", {"chat_id": "nonsense", **TEXT}, "chat not found"),
    ("sendMessage", {"chat_id": "STRANGE", **TEXT}, "chat not found"),
    ("getChat", {"chat_id": "UNOPENED"}, "chat not found"),
    ("sendMessage", {"chat_id": "ME", **TEXT, "reply_to_message_id": 99}, "message to be replied not found"),
    (
        "sendMessage",
        {"chat_id": "ME", **TEXT, "reply_parameters": {"message_id": 99}},
        "message to be replied not found",
    ),
    (
        "sendMessage",
        {"chat_id": "ME", **TEXT, "reply_parameters": {"message_id": "THEIRS", "quote": "else"}},
        "QUOTE_TEXT_INVALID",
    ),
    ("sendMessage", {"chat_id": "ME", **TEXT, "message_thread_id": 3}, "message thread not found"),
    ("sendMessage", {"chat_id": "FORUM", **TEXT, "message_thread_id": 999}, "message thread not found"),
    ("sendMessage", {"chat_id": "FORUM", **TEXT, "message_thread_id": 1}, "message thread not found"),
    ("sendMessage", {"chat_id": "FORUM", **TEXT, "message_thread_id": "DELETED"}, "message thread not found"),
    ("sendMessage", {"chat_id": "FORUM", **TEXT, "message_thread_id": "CLOSED"}, "TOPIC_CLOSED"),
    ("sendMessage", {"chat_id": "SHUT", **TEXT}, "TOPIC_CLOSED"),
    # what the bot may not do where it is
    ("sendMessage", {"chat_id": "MUTED", **TEXT}, "not enough rights to send text messages to the chat"),
    ("sendMessage", {"chat_id": "CHANNEL", **TEXT}, "need administrator rights in the channel chat"),
    (
        "sendMessage",
        {"chat_id": "OWN", **TEXT, "reply_markup": keys({"text": "a", "switch_inline_query": "q"})},
        f"can't use switch_inline_query button in a channel chat, {WITHOUT_NAME}",
    ),
    ("sendMessage", {"chat_id": "OWN", **TEXT, "reply_markup": {"keyboard": [["a"]]}}, "inline keyboard expected"),
    (
        "sendMessage",
        {"chat_id": "FORUM", **TEXT, "reply_markup": keys({"text": "a", "web_app": {"url": "https://e.org/"}})},
        "BUTTON_TYPE_INVALID",
    ),
    (
        "pinChatMessage",
        {"chat_id": "FORUM", "message_id": 2},
        "not enough rights to manage pinned messages in the chat",
    ),
    ("pinChatMessage", {"chat_id": "ME", "message_id": 99}, "message to pin not found"),
    ("unpinChatMessage", {"chat_id": "ME"}, "message to unpin not found"),
    ("leaveChat", {"chat_id": "ME"}, "chat member status can't be changed in private chats"),
    ("sendChatAction", {"chat_id": "ME", "action": "thinking"}, "wrong parameter action in request"),
    ("sendMessageDraft", {"chat_id": "ME", **TEXT}, "draft_id must be non-zero"),
    ("getChatAdministrators", {"chat_id": "ME"}, "there are no administrators in the private chat"),
    ("getChatMember", {"chat_id": "FORUM", "user_id": 5}, "user not found"),
    # topics
    ("createForumTopic", {"chat_id": "FORUM", "name": "x"}, "not enough rights to create a topic"),
    ("createForumTopic", {"chat_id": "OWN", "name": "x"}, "the chat is not a forum"),
    ("createForumTopic", {"chat_id": "HALL", "name": " "}, "title must be non-empty"),
    (
        "closeForumTopic",
        {"chat_id": "FORUM", "message_thread_id": "CLOSED"},
        "not enough rights to close or open the topic",
    ),
    ("closeForumTopic", {"chat_id": "HALL"}, "invalid message thread identifier specified"),
    ("closeForumTopic", {"chat_id": "HALL", "message_thread_id": 999}, "TOPIC_ID_INVALID"),
    ("reopenForumTopic", {"chat_id": "HALL", "message_thread_id": "OPEN"}, "TOPIC_NOT_MODIFIED"),
    ("editForumTopic", {"chat_id": "HALL", "message_thread_id": "OPEN", "name": "open"}, "TOPIC_NOT_MODIFIED"),
    ("deleteForumTopic", {"chat_id": "FORUM", "message_thread_id": "CLOSED"}, "not enough rights to delete the topic"),
    ("closeGeneralForumTopic", {"chat_id": "FORUM"}, "not enough rights to close or open the topic"),
    ("reopenGeneralForumTopic", {"chat_id": "HALL"}, "TOPIC_NOT_MODIFIED"),
    # editing and deleting
    ("editMessageText", {"chat_id": "ME", "message_id": 99, **TEXT}, "message to edit not found"),
    ("editMessageText", {"chat_id": "ME", "message_id": "THEIRS", **TEXT}, "message can't be edited"),
    ("editMessageText", {"chat_id": "ME", "message_id": "OURS", "text": "ours"}, NOT_MODIFIED),
    ("editMessageText", TEXT, "message identifier is not specified"),
    ("editMessageText", {"inline_message_id": "unknown", **TEXT}, "MESSAGE_ID_INVALID"),
    ("editMessageReplyMarkup", {"chat_id": "ME", "message_id": "OURS"}, NOT_MODIFIED),
    ("deleteMessage", {"chat_id": "ME", "message_id": 99}, "message to delete not found"),
    ("deleteMessage", {"chat_id": "FORUM", "message_id": 2}, "message can't be deleted for everyone"),
    ("deleteMessages", {"chat_id": "ME", "message_ids": []}, "message identifiers are not specified"),
    # queries
    ("answerCallbackQuery", {"callback_query_id": "1"}, TOO_OLD),
    ("answerInlineQuery", {"inline_query_id": "1", "results": []}, TOO_OLD),
    ("answerInlineQuery", {"inline_query_id": "1", "results": [{}] * 51}, "too many inline query results specified"),
    (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": [], "next_offset": "中" * 22},
        "NEXT_OFFSET_INVALID",
    ),
    (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": [], "button": {"text": "a", "start_parameter": "a b"}},
        "START_PARAM_INVALID",
    ),
    (
        "answerGuestQuery",
        {
            "guest_query_id": "1",
            "result": {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "x"}},
        },
        TOO_OLD,
    ),
    # what a bot says of itself
    ("setMyCommands", {"commands": [{"command": "Übung", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "x", "description": " "}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [], "language_code": "english"}, "invalid language code specified"),
    ("setWebhook", {"url": "http://e.org/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
    (
        "setWebhook",
        {"url": "https://e.org:8080/"},
        "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    ("setWebhook", {"url": "https://e.org/", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ("getFile", {}, "file_id not specified"),
    ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
]
