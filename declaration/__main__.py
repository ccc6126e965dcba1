"""`python -m declaration …`."""

from declaration.cli import main

raise SystemExit(main())
