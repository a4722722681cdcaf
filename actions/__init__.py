"""What the bot does: rasa-sdk actions over the core. Each runs once a message, in one unit of work."""
