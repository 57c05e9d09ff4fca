"""What is written in mail to fans: composed when it is sent, from the state of that moment, in their language."""
