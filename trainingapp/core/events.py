"""The few upward effects: a lower subject announces, a higher one listens. All are connected in app.py."""

from blinker import Signal

#: Sent with `session=` after a course session left the timetable; its marks are void.
session_cancelled = Signal("a course session was cancelled")
#: Sent with `actor=, session=, later=` (a timedelta) after a session was moved to other hours: its visit goes along.
session_shifted = Signal("a course session was moved to other hours")
#: Sent with `session=` before a session is removed for good; whoever keeps records of it says which, in words.
session_use_asked = Signal("a course session is about to be removed")
#: Sent with `enrolment=` after a trainee left a class or came back.
enrolment_changed = Signal("an enrolment's state changed")
#: Sent with `session=` by visits; attendance, which lies beside them, answers with the enrolments that have leave.
leave_asked = Signal("somebody wants to know who has leave granted for a session")
#: Sent with `actor=, session=, enrolment_ids=` after trainees were counted aboard on a visit.
trainees_boarded = Signal("trainees were counted aboard on a visit")
#: Sent before a class is copied, by the chosen part, with `source=, days=, parts=`; listeners return what to check.
cohort_copy_checked = Signal("a class is about to be copied")
#: Sent by the chosen part with `actor=, source=, cohort=, days=, tracks=, groups=` (new rows by the old ones' ids).
cohort_copied = Signal("a class was copied")
#: Sent with `actor=, verb=, changes=` by the account; accounts lie below audit, which writes the row.
account_acted = Signal("something was done to an account")
#: Sent with `session_ids=` by timetables, which know no visits; who does answers with the stops in words, by session.
stops_asked = Signal("the stops of some sessions' visits are asked for")
#: Sent with `session_ids=` by timetables; who knows visits answers with their outings, by session: people gather and
#: return at other times than the session's, stops open and close, vehicles have seats.
outings_asked = Signal("somebody wants to know the outings of sessions")
#: Sent with `session=` by roll calls; who makes papers answers with the pages of the session's sign-in sheet: for each
#: the numbers of the trainees down its left half, and those down its right one.
signed_pages_asked = Signal("a roll call is to be shown as the signed sheet is")
#: Sent with `names=` by timetables; who knows places to visit answers with when they open and whom they hold, by name;
#: `names` None are all.
sites_asked = Signal("somebody wants to know the places that planned visits stop at")
#: Sent with `session_ids=, days=`; who knows visits answers with the sessions of those days that use the same vehicles.
vehicles_shared_asked = Signal("somebody wants to know what other sessions use the same vehicles")
#: Sent with `plate=`; who knows visits answers with the sessions that use this vehicle.
vehicle_used_asked = Signal("somebody wants to know what uses a vehicle")
#: Sent with `actor=, session=, stops=` after a session was made from a class's course plan with the stops of a visit:
#: {site, arrive, leave, activity}, minutes after the session's start.
visit_drafted = Signal("a session was drafted that is a visit with stops")
#: Sent with `actor=, sessions=` (new ones by the old ones' ids) after a class took over the timetable of another one.
sessions_copied = Signal("sessions were copied into another class")
#: Sent with `actor=, lecturer_id=`; who knows timetables answers with the sessions to come that he now cannot come to.
missed_asked = Signal("a lecturer's time was noted: which of the placed sessions does he miss")
#: Sent by the model of a library's entries (courses, lecturers) with `actor=`; who knows timetables and evaluations
#: answers with what became of each entry, by its id.
teaching_asked = Signal("a library wants to know what of it was taught")
