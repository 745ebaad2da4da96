"""Access: who gets an account, what it reaches, and the slips with the first passwords."""
