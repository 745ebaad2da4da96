"""Registers: workbooks and papers, Excel import with preview."""
