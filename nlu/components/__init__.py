"""Rasa graph components of Sangam's pipeline, in the order of config.yml."""
