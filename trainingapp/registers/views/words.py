"""Words that files are read by: those above columns, and the ways of writing organisations that were confirmed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.core.errors import Refused
from trainingapp.registers import operations, queries
from trainingapp.registers.forms import WordForm
from trainingapp.registers.forms.words import OF_RECORDS, WORD_LABELS
from trainingapp.registers.rules.header_words import HEADER_WORDS
from trainingapp.registers.rules.records.columns import RECORD_WORDS
from trainingapp.registers.views.blueprint import blueprint


@blueprint.route("/library/header-words", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def header_words() -> ResponseReturnValue:
    """Show every word by which a column is known; add one of the office's own."""
    form = WordForm()
    if form.validate_on_submit():
        word, field = form.word.data, form.field.data
        try:
            operations.add_word(gate.signed_in_actor(), word=word, field=field, label=WORD_LABELS[field])
        except Refused as refused:
            form.word.errors = tuple(refused.reasons)
        else:
            flash(f"以后表头里的“{word}”都当作{WORD_LABELS[field]}")
            return redirect(url_for("registers.header_words"))
    builtin = {field.value: words for field, words in HEADER_WORDS.items()}
    builtin |= {key.value: RECORD_WORDS[key] for key in OF_RECORDS}
    return render_template(
        "registers/words.html",
        form=form,
        labels=WORD_LABELS,
        builtin=builtin,
        own=queries.list_header_words(),
        spellings=queries.list_spellings(),
    )


@blueprint.post("/library/header-words/<public_id>/remove")
@gate.permit(Permission.LIBRARY_EDIT)
def remove_word(public_id: str) -> ResponseReturnValue:
    """Take an own word back."""
    row = queries.find_header_word(public_id)
    operations.remove_word(gate.signed_in_actor(), row)
    flash(f"已删去“{row.word}”")
    return redirect(url_for("registers.header_words"))


@blueprint.post("/library/unit-spellings/<public_id>/remove")
@gate.permit(Permission.LIBRARY_EDIT)
def forget_spelling(public_id: str) -> ResponseReturnValue:
    """Forget a way of writing an organisation that was confirmed in a file."""
    row = queries.find_spelling(public_id)
    operations.forget_spelling(gate.signed_in_actor(), row)
    flash(f"已删去“{row.written}”，以后的文件里再写它会重新请人确认")
    return redirect(url_for("registers.header_words"))
