"""What people write and read: normalising, telling languages apart, numbers, dates, identity numbers, gettext.

Imports nothing of Sangam's other packages and runs in both environments (Python 3.10 syntax).
"""
