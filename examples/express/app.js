// A list of persons.  PG* says where the database is, LISTEN is a port or the path of a socket.
const path = require('path');
const express = require('express');
const { Pool } = require('pg');
const { upgrade } = require('../applications/node/migrations'); // copy that file into your application

const pool = new Pool();
const app = express();

app.post('/persons/:name', async (request, response) => {
  await pool.query('INSERT INTO persons (name) VALUES ($1)', [request.params.name]);
  const { rows } = await pool.query('SELECT name FROM persons ORDER BY id');
  response.send(rows.map((person) => person.name).join(', ') + '\n');
});

// Healthy is a replica that finds what it needs, whatever newer releases have added.
app.get('/health', async (request, response) => {
  const { rows } = await pool.query("SELECT migrate.is_applied('persons_email') AS healthy");
  response.status(rows[0].healthy ? 200 : 503).json(rows[0]);
});

async function main() {
  const client = await pool.connect();
  try {
    for (const step of await upgrade(client, path.join(__dirname, 'migrations', 'versions'))) {
      console.log(step.direction, step.revision_id, step.message);
    }
  } finally {
    client.release();
  }
  app.listen(process.env.LISTEN || 3000);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
