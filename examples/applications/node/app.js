// An application that brings its schema along.  PG* says where the database is.
const path = require('path');
const { Client } = require('pg');
const { upgrade } = require('./migrations');

async function main() {
  const client = new Client();
  await client.connect();
  try {
    for (const step of await upgrade(client, path.join(__dirname, '..', 'migrations', 'versions'))) {
      console.log(step.direction, step.revision_id, step.message);
    }
    await client.query('INSERT INTO starts (process) VALUES ($1)', [process.pid]);
  } finally {
    await client.end();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
