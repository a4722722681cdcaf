"""The command line, the settings, the supervisor and the composition of everything. Nothing imports it."""
