"""Mail by SMTP, for councils that send from a server of their own. Emails only."""
