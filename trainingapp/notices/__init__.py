"""Notices: what people were last told, what is different now, and the words to tell them."""
