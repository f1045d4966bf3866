"""`python -m accord` is the command."""

from accord.cli import main

if __name__ == "__main__":
    main()
