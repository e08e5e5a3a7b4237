"""What is wrong with a bundle, in the language of whoever checks it."""

from django.utils.translation import gettext as _

from assess.scoring.bundle_check import Difference


def explain_difference(item: Difference) -> str:
    """Say in a sentence on which line a bundle and its computation disagree."""
    values = {"line": item.line, "stated": item.stated, "computed": item.computed}
    if item.code == "hash":
        return (
            _("%(line)s: the content was changed; its hash is %(computed)s, not %(stated)s.")
            % values
        )
    if item.code == "method":
        return (
            _("The bundle was scored by %(stated)s; this software computes %(computed)s.") % values
        )
    return _("%(line)s: the bundle states %(stated)s, computed is %(computed)s.") % values
