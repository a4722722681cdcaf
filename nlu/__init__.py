"""All that runs inside Rasa 3.6.21, in its own environment (Python 3.10).

Reached over HTTP only; of Sangam's packages it imports `language` alone.
"""
