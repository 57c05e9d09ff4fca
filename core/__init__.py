"""What two or more apps share and no app owns: no tables, no rules of the domain."""
