"""The door for operators: is it alive, is it ready, and the style page in development."""
