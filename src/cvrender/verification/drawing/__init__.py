"""Findings drawn upon the pages they are about."""
