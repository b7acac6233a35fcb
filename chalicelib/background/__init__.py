"""What follows a commit or a minute: outbox, followers, sweep, recount, renewals."""
