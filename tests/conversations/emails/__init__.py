"""What is written in mail, and how it leaves the house."""
