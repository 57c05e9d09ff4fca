"""The inbox: who takes care of which conversation, until when it may rest, notes among members, standard replies."""
