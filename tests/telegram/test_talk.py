"""A conversation: text, taps, commands, languages, long answers, what others do in a chat."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot import texts
from bot.telegram.commands import COMMANDS
from grievances.models import Conversation, Errand, Message
from tests.bot.house import one_database, until
from tests.bot.rasa import say
from tests.telegram.api import BotApi, Phone
from tests.telegram.conftest import Bureau


def count(bureau: Bureau, what: object) -> int:
    with bureau.house.core.reading() as unit:
        return unit.db.scalar(select(func.count()).select_from(what)) or 0


async def test_a_text_is_answered_in_the_chat(bureau: Bureau, phone: Phone) -> None:
    phone.send("my pf is late")
    await until(lambda: phone.texts == ["heard: my pf is late"])
    assert phone.buttons() == ["File", "More"]
    assert bureau.api.named("sendChatAction")[0] == {"chat_id": str(phone.id), "action": "typing"}

    def states() -> list[str]:
        with bureau.house.core.reading() as unit:
            return list(unit.db.scalars(select(Message.state).order_by(Message.id)))

    await until(lambda: states() == ["answered", "delivered"])


async def test_a_tap_is_the_choice_and_takes_the_keyboard_away(bureau: Bureau, phone: Phone) -> None:
    phone.send("hello")
    await until(lambda: phone.buttons() == ["File", "More"])
    phone.tap("File")
    await until(lambda: len(phone.texts) == 2 and phone.texts[0].endswith("✔ File"))
    assert phone.texts == ["heard: hello\n\n✔ File", 'heard: /file{"topic": "bonus"}']
    assert "reply_markup" not in phone.api.chat(phone.id)[0]
    assert len(phone.api.answered) == 1


@one_database
async def test_only_the_first_tap_of_a_keyboard_counts(bureau: Bureau, phone: Phone) -> None:
    phone.send("hello")
    await until(lambda: phone.buttons() == ["File", "More"])
    message = dict(phone.api.chat(phone.id)[0])
    first, second = [b["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for b in row]
    assert all(len(token.encode()) <= 64 for token in (first, second))
    for data in (first, second, first):
        phone.press(message, data)
    # each tap is answered and the first alone is a turn, however often a slow machine made us ask for the same again
    await until(lambda: len({each["callback_query_id"] for each in phone.api.answered}) == 3)
    await until(lambda: len(set(bureau.house.rasa.texts)) == 2)
    assert set(bureau.house.rasa.texts) == {"hello", '/file{"topic": "bonus"}'}


@one_database
async def test_a_made_up_button_is_refused_in_words(bureau: Bureau, phone: Phone) -> None:
    phone.send("hello")
    await until(lambda: phone.buttons() == ["File", "More"])
    phone.press(phone.api.chat(phone.id)[0], '/file{"topic": "pension"}')
    await until(lambda: len(phone.api.answered) == 1)
    assert phone.api.answered[0]["text"] == texts.ERRORS["unknown_button"]
    assert bureau.house.rasa.texts == ["hello"]


@one_database
@pytest.mark.parametrize(
    ("said", "choice"),
    [
        ("/start", "/greet"),
        ("/status", '/case{"do": "status"}'),
        ("/language", "/change_language"),
        ("/language vi", '/choose_language{"language": "vi"}'),
        ("/country", '/choose_country{"country": "?"}'),
        ("/stop", '/cancel{"value": "ask"}'),
        ("/forget@sangam_test_bot", '/show_notice{"value": "erase"}'),
        ("/HELP", "/help"),
        ('/file{"topic": "pension"}', '/file{"topic": "pension"}'),
        ("/erase everything now", "/erase everything now"),
    ],
)
async def test_commands_are_choices_and_all_else_is_text(bureau: Bureau, phone: Phone, said: str, choice: str) -> None:
    phone.send(said)
    await until(lambda: len(bureau.house.rasa.turns) == 1)
    [turn] = bureau.house.rasa.turns
    command = said.lstrip("/").partition(" ")[0].partition("@")[0].lower() in COMMANDS
    assert turn.get("choice" if command else "text") == choice
    assert turn.get("text" if command else "choice") is None


@one_database
async def test_the_menu_is_there_in_four_languages(bureau: Bureau, api: BotApi) -> None:
    await until(lambda: len(api.menus) == 4)
    assert set(api.menus) == {"", "hi", "vi", "fa"}
    assert [line["command"] for line in api.menus["hi"]] == list(COMMANDS)
    assert api.menus["fa"] != api.menus[""]


@one_database
@pytest.mark.parametrize(("app", "hint"), [("hi", "hi"), ("vi-VN", "vi"), ("fa", "fa"), ("de", None), (None, None)])
async def test_the_language_of_the_app_is_the_first_hint(
    bureau: Bureau, api: BotApi, app: str | None, hint: str | None
) -> None:
    Phone(api, 5, app).send("x")
    await until(lambda: len(bureau.house.rasa.turns) == 1)
    assert bureau.house.rasa.turns[0]["metadata"]["language"] == hint


@one_database
async def test_a_long_answer_comes_in_parts_with_the_buttons_under_the_last(bureau: Bureau, phone: Phone) -> None:
    paragraphs = [f"{n} " + "क्या 😀 " * 150 for n in range(12)]
    bureau.house.rasa.script = lambda _: [say("\n\n".join(paragraphs), buttons={"Go on": "/more"})]
    phone.send("tell me all")
    await until(lambda: phone.buttons() == ["Go on"])
    assert len(phone.texts) > 2
    assert all(len(text.encode("utf-16-le")) // 2 <= 4096 for text in phone.texts)
    assert "\n\n".join(phone.texts).split() == "\n\n".join(paragraphs).split()
    assert [bool(m.get("reply_markup")) for m in phone.api.chat(phone.id)] == [False] * (len(phone.texts) - 1) + [True]


@one_database
async def test_markup_in_an_answer_stays_text(bureau: Bureau, phone: Phone) -> None:
    bureau.house.rasa.script = lambda _: [say("<b>5 < 6 & *bold* [x](http://y)</b>")]
    phone.send("x")
    await until(lambda: phone.texts == ["<b>5 < 6 & *bold* [x](http://y)</b>"])
    assert "parse_mode" not in phone.api.chat(phone.id)[0]


@one_database
async def test_a_group_is_left_with_one_sentence(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    group = {"id": -100500, "type": "supergroup", "title": "G"}
    here = {"status": "member", "user": {"id": 1, "is_bot": True, "first_name": "x"}}
    change = {"chat": group, "from": {**phone.who, "language_code": "en"}, "date": 1, "old_chat_member": here,
              "new_chat_member": here}  # fmt: skip
    said = {**phone.message(text="/start"), "chat": group}
    api.push(api.update(my_chat_member=change), api.update(message=said))
    await until(lambda: api.left == [-100500])
    assert api.texts(-100500) == [texts.NO_GROUPS]
    await until(lambda: count(bureau, Errand) == 0)
    assert count(bureau, Conversation) == 0


@one_database
async def test_channels_and_bots_are_not_answered(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    post = {"message_id": 1, "date": 1, "chat": {"id": -1001, "type": "channel", "title": "C"}, "text": "news"}
    bot = Phone(api, 6)
    bot.who["is_bot"] = True
    api.push(api.update(channel_post=post))
    bot.send("I am a bot")
    phone.send("I am not")
    await until(lambda: len(phone.texts) == 1)
    assert bureau.house.rasa.texts == ["I am not"]
    assert count(bureau, Conversation) == 1


@one_database
async def test_too_many_messages_are_told_once(bureau: Bureau, phone: Phone) -> None:
    await bureau.close()
    bureau.rate = 3
    bureau.open()
    for n in range(6):
        phone.send(f"message {n}")
    await until(lambda: len(phone.texts) == 4)
    assert bureau.house.rasa.texts == ["message 0", "message 1", "message 2"]
    assert len([t for t in phone.texts if t.startswith("That was too fast")]) == 1
