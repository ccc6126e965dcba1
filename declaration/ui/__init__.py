"""The few Streamlit pieces that every page shares."""
