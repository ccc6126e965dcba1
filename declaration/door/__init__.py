"""The serving door: everything between the browser and the Streamlit script that is not the script itself."""
