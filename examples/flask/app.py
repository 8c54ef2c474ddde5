"""A list of persons: the application that "flask db" is shown with.  PERSONS_HEIGHT=1 is its next release."""
import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from flask_db import cli

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "postgresql+psycopg2://")
app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
if "MIGRATIONS_DIR" in os.environ:
    app.config["MIGRATIONS_DIR"] = os.environ["MIGRATIONS_DIR"]
app.cli.add_command(cli)
db = SQLAlchemy(app)


class Person(db.Model):
    __tablename__ = "persons"
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80), nullable=False)
    if os.environ.get("PERSONS_HEIGHT"):
        height = db.Column(db.Numeric)


@app.route("/persons/<name>", methods=["POST"])
def add(name):
    db.session.add(Person(name=name))
    db.session.commit()
    return ", ".join(person.name for person in Person.query.order_by(Person.id)) + "\n"
