# Prints what the project's own Alembic makes of its revisions, offline: no database is asked.  pg_migrate gives this
# to the project's Python (alembic.c); each line that it prints is a JSON object, the last one {"event": "end"}.
#
# env.py runs once, as "alembic upgrade --sql" runs it; in the place where it would run the migrations every revision's
# upgrade() and downgrade() is called by itself.  So nothing of alembic_version is printed, and none hangs on another.
# What needs an answer of the database cannot be printed: whoever asks for one is noted, even where the code goes on.
import argparse
import contextlib
import datetime
import decimal
import io
import json
import os
import re
import sys
import traceback
import uuid

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)       # what the project prints is not for us


def answer(**fields):
    answers.write(json.dumps(fields, ensure_ascii=False) + "\n")


def fail(message, place=None):
    answer(event="error", message=message, place=place)
    answers.flush()
    sys.exit(1)


def place_of(error, wanted=None):
    """Where in a file of the project an error came from, as path:line; wanted: in that file alone."""
    found = None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == wanted or (wanted is None and os.path.isfile(frame.filename)
                                        and "site-packages" not in frame.filename and "dist-packages" not in frame.filename):
            found = "%s:%d" % (os.path.relpath(frame.filename), frame.lineno)
    return found


def said_of(error):
    text = str(error).strip().split("\n")[0]
    return "%s: %s" % (type(error).__name__, text) if text else type(error).__name__


try:
    import sqlalchemy
    from alembic.config import Config
    from alembic.operations import Operations
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from sqlalchemy.engine import mock
except ImportError as error:
    fail("%s has no Alembic: %s" % (sys.executable, error))


class NotPrintable(AttributeError):
    pass


class Section:
    """The upgrade or downgrade that is being printed."""
    path = None
    reason = None       # why it is not whole
    place = None
    alone = False       # parts of it are to run outside of a transaction

    @classmethod
    def begin(cls, path):
        cls.path, cls.reason, cls.place, cls.alone = path, None, None, False

    @classmethod
    def note(cls, reason, place=None):
        if cls.reason is None:
            cls.reason, cls.place = reason, place or cls.here()

    @classmethod
    def here(cls):
        for frame in reversed(traceback.extract_stack()):
            if frame.filename == cls.path:
                return "%s:%d" % (os.path.relpath(cls.path), frame.lineno)

    @classmethod
    def calls_directly(cls):
        return cls.path is not None and sys._getframe(2).f_code.co_filename == cls.path


def not_printable(reason):
    Section.note(reason)
    return NotPrintable(reason)


class Unknown:
    """What a statement would have answered.  It can be dropped, nothing else."""

    def close(self):
        pass

    def _refuse(self, *args, **kwargs):
        raise not_printable("needs what a statement answers")

    __getattr__ = __iter__ = __next__ = __bool__ = __len__ = __getitem__ = __contains__ = __eq__ = __lt__ = __gt__ = _refuse
    __hash__ = None


# ---- printing ----

def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def literal_of(value):
    """A value of a type that SQLAlchemy has no literal for; None: we have none either."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, decimal.Decimal)):
        return str(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time, uuid.UUID)):
        return quoted(str(value))
    if isinstance(value, datetime.timedelta):
        return quoted("%s seconds" % value.total_seconds())
    if isinstance(value, (bytes, bytearray, memoryview)):
        return quoted("\\x" + bytes(value).hex())
    if isinstance(value, str):
        return quoted(value)
    return None


def render_with_ours(compiler_class):
    class Compiler(compiler_class):
        def render_literal_value(self, value, type_):
            try:
                return super().render_literal_value(value, type_)
            except Exception:
                if isinstance(value, (dict, list)) and isinstance(type_, sqlalchemy.types.JSON):
                    return quoted(json.dumps(value, ensure_ascii=False))
                literal = literal_of(value)
                if literal is None:
                    raise
                return literal
    return Compiler


def with_parameters(construct, parameters):
    if isinstance(construct, sqlalchemy.sql.elements.TextClause):
        return construct.bindparams(**parameters)
    if isinstance(construct, sqlalchemy.sql.expression.Insert):
        return construct.values(**parameters)
    return construct.params(**parameters)


class Printer:
    def __init__(self, dialect):
        self.dialect = dialect
        self.out = io.StringIO()

    def emit(self, construct, parameters=None):
        if isinstance(construct, str):
            construct = sqlalchemy.text(construct)
        if parameters and isinstance(parameters, (list, tuple)):
            for one in parameters:
                self.emit(construct, one)
            return
        if parameters:
            construct = with_parameters(construct, parameters)
        # DDL has no values of its own but those that its compiler renders anyway
        literal = {} if isinstance(construct, sqlalchemy.schema.DDLElement) else {"compile_kwargs": {"literal_binds": True}}
        text = str(construct.compile(dialect=self.dialect, **literal)).strip()
        while text.endswith(";"):
            text = text[:-1].rstrip()
        # a semicolon behind a comment would be part of it
        self.out.write(text + ("\n;\n" if "--" in text.split("\n")[-1] else ";\n"))

    def take(self):
        text = self.out.getvalue()
        self.out.seek(0)
        self.out.truncate()
        return text


class Connection(mock.MockConnection):
    """What op.get_bind() gives: it prints, and answers nothing."""

    def __init__(self, printer):
        super().__init__(printer.dialect, None)
        self.printer = printer
        self.execute = self._execute

    def _execute(self, construct, *multiparams, **params):
        params.pop("execution_options", None)
        parameters = params.pop("parameters", None) or (multiparams[0] if multiparams else None) or params
        self.printer.emit(construct, parameters)
        return Unknown()

    def exec_driver_sql(self, statement, parameters=None, **kw):
        if parameters:
            raise not_printable("gives values to the driver")
        self.printer.out.write(statement.strip().rstrip(";") + ";\n")
        return Unknown()

    def in_transaction(self):
        return True

    def _run_ddl_visitor(self, visitorcallable, element, connection=None, **kwargs):
        kwargs["checkfirst"] = False
        visitorcallable(self.dialect, self, **kwargs).traverse_single(element)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise not_printable("asks the database by its connection (%s)" % name)


@sqlalchemy.inspection._inspects(Connection)
def inspect_connection(connection):
    raise not_printable("inspects the database")


# ---- running ----

def watched(context_class):
    class Context(context_class):
        @property
        def as_sql(self):
            if Section.calls_directly():
                Section.note("asks whether it runs offline")
            return self.__dict__["as_sql"]

        @as_sql.setter
        def as_sql(self, value):
            self.__dict__["as_sql"] = value

        @contextlib.contextmanager
        def autocommit_block(self):
            Section.alone = True
            yield
    return Context


class Project:
    """What env.py knows as alembic.context, with three of its functions being ours."""

    def __init__(self, config):
        self.script = ScriptDirectory.from_config(config)
        self.context = EnvironmentContext(config, self.script, as_sql=True, starting_rev=None, destination_rev="heads", tag=None)
        self.configure_theirs = self.context.configure
        for function in (self.is_offline_mode, self.configure, self.run_migrations):
            setattr(self.context, function.__name__, function)
        self.has_run = False

    def run(self):
        with self.context:
            self.script.run_env()
        if not self.has_run:
            fail("env.py has not run the revisions")

    def is_offline_mode(self):
        if Section.here():
            Section.note("asks whether it runs offline")
        return True

    def configure(self, *args, **kw):
        kw["literal_binds"] = True
        # named: else "%" in a text would come out twice
        kw["dialect_opts"] = dict(kw.get("dialect_opts") or {}, paramstyle="named")
        kw.pop("output_buffer", None)
        self.configure_theirs(*args, **kw)
        self.prepare(self.context.get_context())

    def prepare(self, context):
        if context.dialect.name != "postgresql":
            fail("the project's database is of %s, not of PostgreSQL" % context.dialect.name)
        context.dialect.identifier_preparer._double_percents = False
        context.dialect.statement_compiler = render_with_ours(context.dialect.statement_compiler)
        context.__class__ = watched(type(context))
        self.printer = Printer(context.dialect)
        context.connection = context.impl.connection = Connection(self.printer)
        context.impl.output_buffer = context.output_buffer = io.StringIO()
        context.impl._exec = lambda construct, execution_options=None, multiparams=None, params=None: \
            self.printer.emit(construct, multiparams or params)
        context.impl.static_output = lambda text: self.printer.out.write(text + "\n")

    def run_migrations(self, **kw):
        if self.has_run:
            fail("env.py runs the revisions more than once: of several databases one can be moved in at a time")
        self.has_run = True
        self.printer.take()
        with Operations.context(self.context.get_context()):
            for revision in reversed(list(self.script.walk_revisions("base", "heads"))):
                self.print_revision(revision, kw)

    def print_section(self, revision, name, kw):
        Section.begin(revision.module.__file__)
        function = getattr(revision.module, name, None)
        if function is None:
            return None, "has no %s()" % name, None
        try:
            function(**kw)
        except Exception as error:
            Section.note(said_of(error), place_of(error, revision.module.__file__))
        return self.printer.take(), Section.reason, Section.place

    def print_revision(self, revision, kw):
        upgrade, upgrade_reason, upgrade_place = self.print_section(revision, "upgrade", kw)
        alone = Section.alone
        downgrade, downgrade_reason, downgrade_place = self.print_section(revision, "downgrade", kw)
        alone = alone or Section.alone
        Section.begin(None)
        path = os.path.relpath(revision.path)
        answer(event="revision", revision_id=revision.revision,
               parents="\n".join(revision._versioned_down_revisions),
               depends_on="\n".join(revision._resolved_dependencies),
               labels="\n".join(sorted(revision._orig_branch_labels)),
               message=message_of(revision), create_date=create_date_of(revision), path=path,
               transactional="false" if alone else None,
               upgrade=upgrade, upgrade_reason=upgrade_reason, upgrade_place=upgrade_place or path,
               downgrade=downgrade, downgrade_reason=downgrade_reason, downgrade_place=downgrade_place or path)


def message_of(revision):
    """What the template writes before the rest; nothing, where it begins with the rest."""
    message = (revision.doc or "").strip()
    return "" if message.startswith("Revision ID: " + revision.revision) else message


def create_date_of(revision):
    """As the template of a revision writes it; without a zone it is taken for UTC, so that it is the same everywhere."""
    found = re.search(r"^Create Date:\s*(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d(?::?\d\d)?)?\s*$",
                      revision.module.__doc__ or "", re.MULTILINE)
    if found is None:
        return None
    return found.group(1).replace("T", " ") + (found.group(2) or "+00").replace("Z", "+00").replace(":", "").replace("+0000", "+00")


# ---- the project ----

def parse(arguments, flask):
    parser = argparse.ArgumentParser(prog="flask db" if flask else "alembic", add_help=False)
    if flask:
        parser.add_argument("-A", "--app")
        parser.add_argument("-e", "--env-file")
        parser.add_argument("-d", "--directory")
        parser.add_argument("db", nargs="?")
    else:
        parser.add_argument("-c", "--config", default=os.environ.get("ALEMBIC_CONFIG", "alembic.ini"))
        parser.add_argument("-n", "--name", default="alembic")
    parser.add_argument("-x", action="append")
    return parser.parse_args(arguments)


def run_alembic(arguments):
    options = parse(arguments, False)
    if not os.path.isfile(options.config):
        fail("there is no file %s" % options.config)
    Project(Config(options.config, ini_section=options.name, cmd_opts=argparse.Namespace(x=options.x, raiseerr=True))).run()


def run_flask(arguments):
    from flask.cli import ScriptInfo, load_dotenv
    options = parse(arguments, True)
    try:
        load_dotenv(options.env_file) if options.env_file else load_dotenv()
    except ImportError:
        pass
    app = ScriptInfo(app_import_path=options.app or os.environ.get("FLASK_APP")).load_app()
    with app.app_context():
        if "migrate" not in app.extensions:
            fail("the application has no Flask-Migrate")
        migrate = app.extensions["migrate"].migrate
        directory = options.directory or migrate.directory
        if not os.path.isdir(directory):
            fail("there is no folder %s" % directory)
        Project(migrate.get_config(directory, x_arg=options.x)).run()


def main():
    sys.path.insert(0, os.getcwd())
    try:
        (run_flask if sys.argv[1] == "flask" else run_alembic)(sys.argv[2:])
    except Exception as error:
        traceback.print_exc()
        fail(said_of(error), place_of(error))
    answer(event="end")
    answers.flush()


main()
