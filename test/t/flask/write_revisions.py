"""Writes the revisions of an application as its developers would: flask db init, migrate, revision, merge.  A branch with a
label, a merge, another base that depends on the first one, two heads; DDL, data, and Python that needs a database."""
import re

import alembic.command
import flask_migrate
from alembic.script import ScriptDirectory

from app import app


def indented(text):
    return "".join("    " + line + "\n" for line in text.strip("\n").split("\n"))


def revision(id, message, upgrade, downgrade, head="head", **more):
    config = app.extensions["migrate"].migrate.get_config()
    alembic.command.revision(config, message=message, rev_id=id, head=head, **more)
    path = ScriptDirectory.from_config(config).get_revision(id).path
    with open(path) as file:
        text = file.read()
    text = text[:text.index("def upgrade")] + "def upgrade():\n" + indented(upgrade) + "\n\ndef downgrade():\n" + indented(downgrade)
    text = text.replace("import sqlalchemy as sa\n", "import datetime\nimport sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\n")
    with open(path, "w") as file:
        file.write(text)


with app.app_context():
    flask_migrate.init()
    flask_migrate.migrate(message="first tables", rev_id="a001")
    revision("a002", "add email", "op.add_column('persons', sa.Column('email', sa.Text()))", "op.drop_column('persons', 'email')")
    revision("a003", "it's 100% \"quoted\"", r'''
op.execute("UPDATE persons SET email = 'a%b' WHERE name LIKE '%x%'")
op.execute("COMMENT ON TABLE persons IS 'it''s 100% \t tabbed; -- no comment'")
''', 'op.execute("COMMENT ON TABLE persons IS NULL")')
    revision("a004", "settings with data", '''
settings = op.create_table('settings',
    sa.Column('name', sa.Text(), primary_key=True), sa.Column('at', sa.DateTime()), sa.Column('on_day', sa.Date()),
    sa.Column('value', postgresql.JSONB()), sa.Column('factor', sa.Numeric(10, 3)), sa.Column('raw', sa.LargeBinary()))
op.bulk_insert(settings, [
    {'name': "it's", 'at': datetime.datetime(2024, 1, 2, 3, 4, 5), 'on_day': datetime.date(2024, 1, 2), 'value': {'a': [1, "x:y"]}, 'factor': 1.5, 'raw': b'\\x00\\xff'},
    {'name': 'none', 'at': None, 'on_day': None, 'value': {'ok': True}, 'factor': None, 'raw': None}])
''', "op.drop_table('settings')")
    # a branch: an own label
    revision("b001", "billing begins", '''
op.create_table('bills', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('state', sa.Enum('open', 'paid', name='bill_state')))
''', '''
op.drop_table('bills')
op.execute('DROP TYPE bill_state')
''', head="a002", splice=True, branch_label="billing")
    for i in range(2, 8):
        revision("b%03d" % i, "billing %d" % i, "op.add_column('bills', sa.Column('c%d', sa.Integer(), server_default='%d'))" % (i, i),
                 "op.drop_column('bills', 'c%d')" % i, head="billing@head")
    for i in range(5, 12):
        revision("a%03d" % i, "persons %d" % i, '''
with op.batch_alter_table('persons') as batch_op:
    batch_op.add_column(sa.Column('c%d', sa.String(20), nullable=True))
    batch_op.create_index('ix_c%d', ['c%d'], unique=False)
''' % (i, i, i), '''
with op.batch_alter_table('persons') as batch_op:
    batch_op.drop_index('ix_c%d')
    batch_op.drop_column('c%d')
''' % (i, i), head="a%03d" % (i - 1))
    flask_migrate.merge(revisions=["a011", "b007"], message="join billing", rev_id="c001")
    # another base, which depends on the first one
    revision("d001", "audit", '''
op.create_table('audit', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('bill_id', sa.Integer(), sa.ForeignKey('bills.id')))
op.execute("""
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit (bill_id) VALUES (NEW.id); -- a comment; with a semicolon
    RETURN NEW;
END $$;
""")
op.execute("CREATE TRIGGER note AFTER INSERT ON bills FOR EACH ROW EXECUTE FUNCTION note()")
''', '''
op.execute("DROP TRIGGER note ON bills; DROP FUNCTION note()")
op.drop_table('audit')
''', head="base", branch_label="audit", depends_on="b003")
    revision("d002", "an audit's index", "op.create_index('ix_audit', 'audit', ['bill_id'], postgresql_where=sa.text('bill_id > 0'))",
             "op.drop_index('ix_audit')", head="audit@head")
    revision("c002", "enum value", '''
op.execute("ALTER TYPE mood ADD VALUE 'calm'")
''', "pass", head="c001")
    revision("c003", "from Python", '''
bind = op.get_bind()
persons = sa.table('persons', sa.column('id', sa.Integer), sa.column('name', sa.Text))
for row in bind.execute(sa.select(persons.c.id, persons.c.name)):
    bind.execute(persons.update().where(persons.c.id == row.id).values(name=row.name.title()))
''', "raise NotImplementedError('no way back')", head="c002")
    revision("c004", "parameters", '''
bind = op.get_bind()
bind.execute(sa.text("INSERT INTO settings (name, at) VALUES (:name, :at)"), {"name": "a:b 'c'", "at": datetime.datetime(2025, 1, 1)})
op.alter_column('persons', 'email', existing_type=sa.Text(), type_=sa.String(200), nullable=True)
''', '''
op.alter_column('persons', 'email', existing_type=sa.String(200), type_=sa.Text())
op.execute("DELETE FROM settings WHERE name LIKE 'a:b%'")
''', head="c003")
    revision("c005", "unique and check", '''
op.create_unique_constraint('uq_email', 'persons', ['email'])
op.create_check_constraint('ck_total', 'orders', 'total >= 0')
op.create_foreign_key('fk_bill', 'orders', 'bills', ['id'], ['id'], ondelete='SET NULL')
''', '''
op.drop_constraint('fk_bill', 'orders', type_='foreignkey')
op.drop_constraint('ck_total', 'orders', type_='check')
op.drop_constraint('uq_email', 'persons', type_='unique')
''', head="c004")
    revision("c006", "looks first", '''
inspector = sa.inspect(op.get_bind())
if 'extra' not in inspector.get_table_names():
    op.create_table('extra', sa.Column('id', sa.Integer(), primary_key=True))
''', "op.drop_table('extra')", head="c005")
    revision("c007", "offline", '''
if not op.get_context().as_sql:
    op.execute("UPDATE persons SET name = upper(name)")
op.execute("COMMENT ON COLUMN persons.name IS 'upper'")
''', """op.execute("COMMENT ON COLUMN persons.name IS NULL")""", head="c006")
    revision("c008", "in the background", '''
with op.get_context().autocommit_block():
    op.create_index('ix_total', 'orders', ['total'], postgresql_concurrently=True)
''', '''
with op.get_context().autocommit_block():
    op.drop_index('ix_total', table_name='orders', postgresql_concurrently=True)
''', head="c007")
    revision("c009", "note", "op.add_column('orders', sa.Column('note', sa.Text()))", "op.drop_column('orders', 'note')", head="c008")
    revision("d003", "nothing", "pass", "pass", head="audit@head")
