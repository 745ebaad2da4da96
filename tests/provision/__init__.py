"""What tests need from outside Python: programs, fonts and a real PostgreSQL."""
