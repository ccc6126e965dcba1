"""Signing in, and where that leads."""

from declaration.ui.sign_in import entrance
from declaration.ui.visit import current_visit

entrance(current_visit())
