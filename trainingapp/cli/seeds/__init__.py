"""Reads a programme of `seeds/` into rows.

Loading adds what is missing and changes nothing that is there: a second load adds no row and overwrites no edit. Rows
are recognised by what names them in the file: a code, a name, a title, a trainee's phone.
"""

from trainingapp.cli.seeds.loading import available_programmes, load_programme

__all__ = ["available_programmes", "load_programme"]
