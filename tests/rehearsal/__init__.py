"""20:38 once more: from an editor's push to the mail in everybody's inbox, against the clock."""
