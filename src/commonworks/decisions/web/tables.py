"""The votes as a table, on the page and as a file."""

from django.utils.translation import gettext as _

from commonworks.decisions.queries import MotionPage, SeatLine
from commonworks.frontend.tables import Column, Table


def votes_of(motion: MotionPage) -> Table:
    """One row for each authority; how it voted once that is shown."""
    over = motion.state in ("decided", "ended")
    rows = [_row(seat, over) for seat in motion.seats]
    columns = [Column("name", _("Organisation")), Column("vote", _("Vote"))]
    if any(row["reason"] for row in rows):
        columns.append(Column("reason", _("Reason")))
    if any(row["mandate"] for row in rows):
        columns.append(Column("mandate", _("Mandate")))
        columns.append(Column("mandate_on", _("Date of the mandate"), kind="date"))
    return Table(_("Who may vote"), columns, rows, name=f"votes-{motion.ref}")


def _row(seat: SeatLine, over: bool) -> dict[str, object]:
    return {
        "name": seat.name,
        "vote": _said(seat, over),
        "reason": seat.reason,
        "mandate": seat.mandate,
        "mandate_on": seat.mandate_on,
        "authority": seat.authority,
    }


def _said(seat: SeatLine, over: bool) -> str:
    if seat.struck_at:
        said = _("Struck: %(why)s") % {"why": _(seat.struck_because)}
        return said + (f" ({_(seat.vote_label)})" if seat.vote else "")
    if seat.vote:
        return _(seat.vote_label)
    if seat.voted:
        return _("Has voted")
    return _("Did not vote") if over else _("Has not voted yet")
