"""Rich messages (Bot API 10.1 to 10.3): documents of blocks, which this server takes and refuses as Telegram does.

What is known of them has four sources, and each rule names its own:

* **S**: the Bot API's documentation, as its published schema has it;
* **TD**: tdlib (``WebPageBlock.cpp``, ``RichMessage.cpp``, ``misc.cpp``);
* **E**: tdlib's Bot API server (``Client.cpp``), as an emulator of it transcribes it;
* **M**: what others measured on the real Telegram.

A rule marked **unverified** has none of them: Telegram's servers check it in code that nobody has published, and the
limit or the words are the likeliest ones.
"""
