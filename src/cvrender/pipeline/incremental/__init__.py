"""What earlier runs have made and found, and which files have changed since."""
