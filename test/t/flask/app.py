import os
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["APP_URL"]
db = SQLAlchemy()
db.init_app(app)
Migrate(app, db)


class Person(db.Model):
    __tablename__ = "persons"
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80), nullable=False, index=True)
    mood = db.Column(db.Enum("happy", "sad", name="mood"), nullable=False, server_default="happy")
    born = db.Column(db.DateTime(timezone=True))


class Order(db.Model):
    __tablename__ = "orders"
    id = db.Column(db.BigInteger, primary_key=True)
    person_id = db.Column(db.ForeignKey("persons.id", ondelete="CASCADE"), nullable=False)
    total = db.Column(db.Numeric(12, 2), nullable=False)
