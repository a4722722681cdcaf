"""The officers' web application: server-rendered, works without JavaScript, four languages, both directions."""
