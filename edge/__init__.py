"""What our JSON APIs share at their edge: one shape of an error, what nobody foresaw, a limit of size, headers."""
