"""What holds of any PDF: accessibility, actions, and files that are attached."""
