const fs = require('fs');
const path = require('path');

/** Brings the database to what the files of the folder say; returns the steps that it took. */
async function upgrade(client, folder) {
  const names = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.sql')).sort();
  const contents = names.map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  await client.query('BEGIN');
  try {
    const { rows } = await client.query('SELECT * FROM migrate.upgrade_files($1, $2)', [names, contents]);
    await client.query('COMMIT');
    return rows;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

module.exports = { upgrade };
