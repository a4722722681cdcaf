"""Channels: intake, the gateway to Rasa, the chat API with its widget and plain page, and the delivery of notices."""
