"""The widget's own words. Keys are what bot/widget/*.js asks for; sentences are msgids of the catalogues."""

from __future__ import annotations

from language.catalogue import N_

#: what the button needs before it is pressed; it travels inside sangam.js in all languages
BUTTON: dict[str, str] = {
    "open": N_("Write to us"),
    "plain": N_("Open as a plain page"),
}
PANEL: dict[str, str] = {
    "welcome": N_(
        "Write what troubles you at work, in your own words and your own language. You get an answer at once."
    ),
    "about": N_("A program answers first. It costs nothing."),
    "log": N_("Conversation"),
    "you": N_("You"),
    "office": N_("The office"),
    "message": N_("Your message"),
    "placeholder": N_("Write here…"),
    "send": N_("Send"),
    "close": N_("Close"),
    "language": N_("Language"),
    "attach": N_("Photo, voice or PDF"),
    "file": N_("{name}, {size}"),
    "file_sent": N_("A file was sent."),
    "files_sent": N_("{count} files were sent."),
    "uploading": N_("Sending the file…"),
    "file_failed": N_("The file could not be sent. Please choose it again."),
    "too_many_files": N_("At most {count} files with one message."),
    "file_too_large": N_("{name} is {size}. We can take up to {limit}: please send a smaller one, or a photo of it."),
    "remove": N_("Remove"),
    "kb": N_("{count} kB"),
    "mb": N_("{count} MB"),
    "left": N_("{count} characters left"),
    "too_long": N_("{count} characters too many. Please send it in two or more parts."),
    "writing": N_("The answer is being written…"),
    "waiting": N_("Not sent yet"),
    "offline": N_("There is no connection. What you wrote is kept here and goes out by itself."),
    "slow": N_("That was too fast. Your message goes out by itself in {count} seconds."),
    "again": N_("Send again"),
    "ended": N_(
        "This conversation is no longer open here. Write again to begin anew; your number and code still work."
    ),
    "failed": N_("Something went wrong on our side. It is tried again by itself."),
    "forget": N_("Forget this device"),
    "forget_sure": N_(
        "Nobody who uses this device will see the conversation any more. "
        "To come back you need your number and your code."
    ),
    "forget_yes": N_("Yes, forget"),
    "forget_no": N_("No, keep"),
    "forgotten": N_("This device has forgotten the conversation."),
    "exit": N_("Leave quickly"),
}
