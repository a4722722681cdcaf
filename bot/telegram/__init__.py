"""The Telegram channel: updates in by polling or webhook, messages out at Telegram's pace."""
