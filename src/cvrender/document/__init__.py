"""What the page says, in five shapes and six inlines, independent of any output."""
