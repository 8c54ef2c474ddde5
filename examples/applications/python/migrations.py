from pathlib import Path


def upgrade(connection, folder):
    """Brings the database to what the files of the folder say; returns the steps that it took."""
    files = sorted(Path(folder).rglob("*.sql"))
    names = [file.relative_to(folder).as_posix() for file in files]
    contents = [file.read_bytes().decode() for file in files]
    with connection.transaction():
        return connection.execute("SELECT * FROM migrate.upgrade_files(%s, %s)", [names, contents]).fetchall()
