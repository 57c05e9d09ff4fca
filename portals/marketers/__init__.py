"""The studio: campaigns, library, galleries, conversations, insights and settings of one brand."""
