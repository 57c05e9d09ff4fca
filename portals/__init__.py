"""All HTTP, one door per audience, and the design system they share."""
