"""The Helsingborg Declaration's dashboard: from official figures to pages, one room per step."""
