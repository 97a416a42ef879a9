"""From Document and Theme to a Bundle, one module for each output format."""
