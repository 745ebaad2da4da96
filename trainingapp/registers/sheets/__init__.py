"""The papers as workbooks: values in, bytes out.

Pure: no database, no web. Numbers come in computed and are never recomputed.
"""
