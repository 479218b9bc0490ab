"""Who decides: domain, store, services, and the console's window."""
