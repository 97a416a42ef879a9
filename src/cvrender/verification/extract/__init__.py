"""An output as a machine gets it: its text, where it stands, and its links."""
