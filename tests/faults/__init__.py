"""Real processes with something broken between or behind them, and mails counted at the sink."""
