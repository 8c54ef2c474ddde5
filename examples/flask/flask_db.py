"""A drop-in "flask db" over pg_migrate, for applications of Flask-SQLAlchemy.

    from flask_db import cli as db_cli
    app.cli.add_command(db_cli)

"flask db migrate" compares the database with the application's classes; every other command is pg_migrate's own of that
name, with its own options.  The database is that of SQLALCHEMY_DATABASE_URI; the folder is migrations/, found upwards, or what
MIGRATIONS_DIR says.
"""
import re
import subprocess
import sys

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import create_mock_engine

PASSED_ON = ["init", "revision", "edit", "merge", "rebase", "upgrade", "deploy", "downgrade", "redo", "stamp", "status",
             "current", "history", "heads", "branches", "show", "watch"]

cli = AppGroup("db", help="Migrations of the database, by pg_migrate.")


def model():
    """The SQL that creates what the classes want; no database is asked."""
    statements = []
    engine = create_mock_engine("postgresql://", lambda statement, *args, **kwargs: statements.append(
        str(statement.compile(dialect=engine.dialect)).strip() + ";\n"))
    extension = current_app.extensions["sqlalchemy"]
    getattr(extension, "db", extension).metadata.create_all(engine, checkfirst=False)     # Flask-SQLAlchemy 2 has it in .db
    return "".join(statements)


def pg_migrate(command, arguments, text=None):
    """Runs a command of pg_migrate, and ends with its exit code where that is not 0."""
    uri = re.sub(r"^postgresql\+\w+:", "postgresql:", current_app.config["SQLALCHEMY_DATABASE_URI"])
    folder = ["-D", current_app.config["MIGRATIONS_DIR"]] if "MIGRATIONS_DIR" in current_app.config else []
    done = subprocess.run(["pg_migrate", "-d", uri, *folder, command, *arguments], input=text, text=True)
    if done.returncode != 0:
        sys.exit(done.returncode)


@cli.command("migrate", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def migrate(arguments):
    """Write a revision from what has changed in the classes."""
    pg_migrate("migrate", [*arguments, "--model", "-"], model())


def pass_on(name):
    @cli.command(name, help="pg_migrate %s" % name, context_settings={"ignore_unknown_options": True, "help_option_names": []})
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def run(arguments):
        pg_migrate(name, arguments)


for name in PASSED_ON:
    pass_on(name)
