"""Acts on results: one function per act."""

from trainingapp.assessment.operations.archive_tables import LEFT_OUT
from trainingapp.assessment.operations.archive_undo import take_back_import
from trainingapp.assessment.operations.archives import (
    Holding,
    Preview,
    check_archive,
    export_class,
    import_class,
    preview_import,
)
from trainingapp.assessment.operations.certificates import issue_certificates, set_certificates, void_certificate
from trainingapp.assessment.operations.closing import (
    add_scan,
    close_class,
    remove_scan,
    reopen_class,
)
from trainingapp.assessment.operations.competencies import follow_mentor, rate_competencies, tell_components
from trainingapp.assessment.operations.evaluation import (
    answer_evaluation,
    close_evaluation,
    import_forms,
    open_evaluation,
    screen_comments,
)
from trainingapp.assessment.operations.hours import (
    add_hours,
    decide_hours,
    set_exemption,
    set_hours_rules,
)
from trainingapp.assessment.operations.outcomes import (
    accept_suggestions,
    clear_outcome,
    decide_outcome,
    name_outstanding,
    record_offence,
    withdraw_offence,
)
from trainingapp.assessment.operations.reports import (
    change_report,
    draft_report,
    file_report,
    redraw_report,
)
from trainingapp.assessment.operations.schemes import copy_scheme, set_scheme, tell_scheme
from trainingapp.assessment.operations.scores import (
    MISSED,
    NO_SCHEME,
    Entered,
    Missed,
    StaleScores,
    WrongScores,
    enter_scores,
    tell_value,
)
from trainingapp.assessment.operations.work import (
    Asked,
    accept_work,
    change_task,
    choose_lines,
    hand_in,
    mark_work,
    remove_paper,
    remove_task,
    return_work,
    score_from_marks,
    set_task,
)

__all__ = [
    "LEFT_OUT",
    "MISSED",
    "NO_SCHEME",
    "Asked",
    "Entered",
    "Holding",
    "Missed",
    "Preview",
    "StaleScores",
    "WrongScores",
    "accept_suggestions",
    "accept_work",
    "add_hours",
    "add_scan",
    "answer_evaluation",
    "change_report",
    "change_task",
    "check_archive",
    "choose_lines",
    "clear_outcome",
    "close_class",
    "close_evaluation",
    "copy_scheme",
    "decide_hours",
    "decide_outcome",
    "draft_report",
    "enter_scores",
    "export_class",
    "file_report",
    "follow_mentor",
    "hand_in",
    "import_class",
    "import_forms",
    "issue_certificates",
    "mark_work",
    "name_outstanding",
    "open_evaluation",
    "preview_import",
    "rate_competencies",
    "record_offence",
    "redraw_report",
    "remove_paper",
    "remove_scan",
    "remove_task",
    "reopen_class",
    "return_work",
    "score_from_marks",
    "screen_comments",
    "set_certificates",
    "set_exemption",
    "set_hours_rules",
    "set_scheme",
    "set_task",
    "take_back_import",
    "tell_components",
    "tell_scheme",
    "tell_value",
    "void_certificate",
    "withdraw_offence",
]
