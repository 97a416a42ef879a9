"""The system that cvrender runs on: fonts, installed software, the user's folders, paths."""
