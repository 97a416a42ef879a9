"""What the page says, in five shapes and seven inlines, independent of any output."""
