"""Two outputs compared: facts that are gone, new or changed, and the words between them."""
