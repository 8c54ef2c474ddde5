#!/usr/bin/python3
"""An application that brings its schema along.  PG* says where the database is."""
import os
from pathlib import Path

import psycopg

from migrations import upgrade

FOLDER = Path(__file__).parent.parent / "migrations" / "versions"

with psycopg.connect(autocommit=True) as connection:
    for _, direction, revision_id, message in upgrade(connection, FOLDER):
        print(direction, revision_id, message)
    connection.execute("INSERT INTO starts (process) VALUES (%s)", [os.getpid()])
