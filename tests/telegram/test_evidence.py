"""Files, places and edits: kept, refused in words, taken as corrections; the code; goodbye."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import texts
from grievances import attachments, conversations, drafts, errands
from grievances.conversations import Reply
from grievances.models import Attachment, ChannelIdentity, Delivery, Errand, Message
from language.catalogue import translate
from tests.bot.house import one_database, until
from tests.bot.rasa import say
from tests.telegram.api import CUT, BotApi, Phone, Refusal
from tests.telegram.conftest import Bureau

LARGE = texts.ERRORS["too_large"].format(limit=10)


def owed(bureau: Bureau) -> list[str]:
    with bureau.house.core.reading() as unit:
        return list(unit.db.scalars(select(Errand.kind)))


def kept(bureau: Bureau) -> list[tuple[str, bytes]]:
    with bureau.house.core.reading() as unit:
        found = unit.db.scalars(select(Attachment).order_by(Attachment.at, Attachment.id))
        return [(a.type, attachments.content_of(unit, a, bureau.house.files)) for a in found]


async def test_a_photo_and_a_voice_note_come_with_the_turn(bureau: Bureau, phone: Phone) -> None:
    phone.photo(caption="my slip")
    phone.voice()
    phone.send("and words")
    await until(lambda: len(bureau.house.rasa.turns) == 3)
    photo, voice, words = bureau.house.rasa.turns
    assert (photo["text"], [a["type"] for a in photo["metadata"]["attachments"]]) == ("my slip", ["image/jpeg"])
    assert (voice["text"], [a["type"] for a in voice["metadata"]["attachments"]]) == ("", ["audio/ogg"])
    assert words["metadata"]["attachments"] == []
    assert sorted(kind for kind, _ in kept(bureau)) == ["audio/ogg", "image/jpeg"]


async def test_fetching_a_file_survives_errors_and_an_end_of_the_process(
    bureau: Bureau, api: BotApi, phone: Phone
) -> None:
    api.trouble("getFile", Refusal(500, "Internal Server Error"))
    api.trouble("file", CUT)
    phone.voice()

    def attempts() -> list[int]:
        with bureau.house.core.reading() as unit:
            return list(unit.db.scalars(select(Errand.attempts)))

    await until(lambda: attempts() == [1])
    await bureau.close()
    bureau.open()
    bureau.house.clock.move(seconds=30)
    await until(lambda: attempts() == [2])
    bureau.house.clock.move(seconds=30)
    await until(lambda: len(bureau.house.rasa.turns) == 1)
    assert [a["type"] for a in bureau.house.rasa.turns[0]["metadata"]["attachments"]] == ["audio/ogg"]
    assert len(kept(bureau)) == 1


@one_database
async def test_too_large_and_unknown_files_are_refused_in_words(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    large = phone.file(b"%PDF-1.7")
    sizes = {"file_unique_id": "u", "file_name": "big.pdf"}
    phone.send(document={"file_id": large, "file_size": 11 * 1024 * 1024, **sizes})
    await until(lambda: phone.texts == [LARGE])
    assert api.named("getFile") == []  # not even asked for
    phone.send(document={"file_id": phone.file(b"MZ\x90\x00 program"), "file_size": 11, **sizes}, caption="see")
    await until(lambda: len(phone.texts) == 3)
    assert phone.texts[1:] == [texts.ERRORS["wrong_type"], "heard: see"]
    phone.send(video={"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1})
    await until(lambda: phone.texts[3:] == [texts.ERRORS["wrong_type"]])
    phone.send(document={"file_id": "nowhere", "file_size": 10, **sizes})
    await until(lambda: phone.texts[4:] == [texts.FILE_LOST])
    assert kept(bureau) == []
    assert len(bureau.house.rasa.turns) == 1


@one_database
async def test_a_place_and_a_contact_are_words(bureau: Bureau, phone: Phone) -> None:
    phone.send(location={"latitude": 25.5940947, "longitude": 85.1375645})
    phone.send(contact={"phone_number": "+919800000000", "first_name": "A"})
    await until(lambda: bureau.house.rasa.texts == ["geo:25.59409,85.13756", "+919800000000"])


async def test_an_edited_answer_is_a_correction(bureau: Bureau, phone: Phone) -> None:
    first = phone.send("Raj Textils")
    await until(lambda: len(phone.texts) == 1)
    with bureau.house.core.unit() as unit:
        where = conversations.get(unit, bureau.conversation(phone).id)
        where.jurisdiction = "in"
        draft = drafts.start(unit, where, ("wages_unpaid",), story="not paid")
        said = conversations.by_channel_id(unit, where, f"m{first['message']['message_id']}")
        assert said
        drafts.take(unit, draft, "employer", "Raj Textils", message=said.uid)
        where.open_question = {"kind": "draft", "question": "confirm", "expects": "choice"}
    phone.edit(first, "Raj Textiles")
    await until(lambda: len(bureau.house.rasa.turns) == 2)
    turn = bureau.house.rasa.turns[1]
    assert turn["text"] == "Raj Textiles"
    assert turn["metadata"]["open_question"] == {"kind": "draft", "question": "employer", "expects": "text"}
    phone.edit(first, "Raj Textiles")  # the same once more
    phone.send("next")
    await until(lambda: len(bureau.house.rasa.turns) == 3)
    assert bureau.house.rasa.texts[2] == "next"


@one_database
async def test_an_edited_story_is_corrected_at_once(bureau: Bureau, phone: Phone) -> None:
    first = phone.send("my boss did not pay")
    await until(lambda: len(phone.texts) == 1)
    with bureau.house.core.unit() as unit:
        where = conversations.get(unit, bureau.conversation(phone).id)
        where.jurisdiction = "in"
        said = conversations.by_channel_id(unit, where, f"m{first['message']['message_id']}")
        assert said
        drafts.start(unit, where, ("wages_unpaid",), story="my boss did not pay", message=said.uid)
    for n, text in enumerate(("my boss did not pay me in May", "my boss did not pay me in June"), 2):
        phone.edit(first, text, seconds=n)
        await until(lambda n=n: len(phone.texts) == n)
        assert phone.texts[-1] == texts.CORRECTED
        with bureau.house.core.reading() as unit:
            draft = drafts.open_draft(unit, conversations.get(unit, bureau.conversation(phone).id))
            assert draft
            assert drafts.read(unit, draft)["story"]["text"] == text
    assert len(bureau.house.rasa.turns) == 1


@one_database
async def test_other_edits_are_new_messages_and_an_edit_that_came_first_is_the_message(
    bureau: Bureau, api: BotApi, phone: Phone
) -> None:
    first = phone.send("what is pf")
    await until(lambda: len(phone.texts) == 1)
    phone.edit(first, "what is esi")
    await until(lambda: bureau.house.rasa.texts == ["what is pf", "what is esi"])
    message = phone.message(text="old words")
    api.push(api.update(edited_message={**message, "text": "new words", "edit_date": message["date"] + 1}))
    await until(lambda: len(phone.texts) == 3)
    api.push(api.update(message=message))
    phone.send("end")
    await until(lambda: len(phone.texts) == 4)
    assert bureau.house.rasa.texts[2:] == ["new words", "end"]


async def test_a_code_is_taken_back_after_ten_minutes_also_by_the_next_process(
    bureau: Bureau, api: BotApi, phone: Phone
) -> None:
    bureau.house.rasa.script = lambda _: [say("The code: 123456", fleeting=600)]
    phone.send("code please")
    await until(lambda: phone.texts == ["The code: 123456"])
    await until(lambda: owed(bureau) == ["take_back"])
    bureau.house.clock.move(minutes=9)
    await bureau.close()
    bureau.open()
    await until(lambda: len(api.menus) == 4)
    assert phone.texts == ["The code: 123456"]
    bureau.house.clock.move(minutes=2)
    await until(lambda: api.deleted == [(phone.id, key[1]) for key in api.order])
    assert phone.texts == []
    with bureau.house.core.reading() as unit:
        last = unit.db.scalars(select(Message).order_by(Message.id.desc())).first()
        assert last and conversations.text_of(unit, last) == ""


@one_database
async def test_a_message_that_cannot_be_deleted_says_why(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    bureau.house.rasa.script = lambda _: [say("The code: 123456", fleeting=600)]
    api.trouble("deleteMessage", Refusal(400, "Bad Request: message can't be deleted"))
    phone.send("code please")
    await until(lambda: phone.texts == ["The code: 123456"])

    def failed() -> list[tuple[str, str | None, bytes]]:
        with bureau.house.core.reading() as unit:
            return [(e.state, e.reason, e.details) for e in unit.db.scalars(select(Errand))]

    await until(lambda: len(failed()) == 1)
    bureau.house.clock.move(minutes=11)
    await until(lambda: failed() == [("failed", "refused", b"")])


async def test_forgetting_says_goodbye_and_leaves_no_address(bureau: Bureau, api: BotApi, phone: Phone) -> None:
    phone.send("hello")
    await until(lambda: len(phone.texts) == 1)
    bureau.house.rasa.script = lambda _: [say("All erased.", erase=True)]
    phone.send("erase me")
    await until(lambda: phone.texts[1:] == ["All erased."])

    def left() -> tuple[int, list[bytes], set[str]]:
        with bureau.house.core.reading() as unit:
            return (
                len(unit.db.scalars(select(Errand)).all()),
                list(unit.db.scalars(select(ChannelIdentity.address))),
                set(unit.db.scalars(select(Delivery.state))),
            )

    await until(lambda: left() == (0, [b""], {"delivered"}))
    bureau.house.rasa.script = lambda _: [say("Who are you?")]
    phone.send("again")
    await until(lambda: phone.texts[2:] == ["Who are you?"])


def test_a_new_master_key_opens_what_is_owed(bureau: Bureau) -> None:
    from grievances import erasure
    from grievances.vault import Vault

    core = bureau.house.core
    with core.unit() as unit:
        errands.owe(unit, "telegram", "leave", {"chat": -5})
    old = core.vault.masters[0]
    core.vault = Vault(b"n" * 32, b"i" * 32, (old,))
    with core.unit() as unit:
        assert erasure.rewrap_all(unit) >= 1
    core.vault = Vault(b"n" * 32, b"i" * 32)
    with core.reading() as unit:
        assert [what for _, what in errands.due(unit, "telegram", 9)] == [{"chat": -5}]


@pytest.mark.parametrize("language", ["hi", "vi", "fa"])
def test_the_channels_own_sentences_are_translated(language: str) -> None:
    for text in (texts.SOMETHING_NEW, texts.NO_GROUPS, texts.CORRECTED, texts.FILE_LOST):
        assert translate(language, text) != text
    assert Reply(texts.SHOW, language).buttons == ()
