"""Papers as Word documents: an office's own .docx or the one that comes with the product, filled with facts.

Values in, bytes out; the same placeholders as in workbooks (`core.placeholders`).
"""
