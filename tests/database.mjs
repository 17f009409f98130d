// Looks into Segue's database past Segue itself: for what must be in the file whatever the program says.
// Knows only the tables it reads; everything else is asked of `segue`.
import path from 'node:path';

const SCRIPT = `
import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.row_factory = sqlite3.Row
print(json.dumps([dict(row) for row in database.execute(sys.argv[2])]))
`;

async function rows(world, sql) {
  const done = await world.run('/usr/bin/python3', ['-c', SCRIPT, path.join(world.segueHome, 'segue.db'), sql]);
  if (done.code !== 0) throw new Error(`the database could not be read: ${done.stderr}`);
  return JSON.parse(done.stdout);
}

/** Every stored observation of a quota window: [{ kind, source, used_percent }]. */
export async function storedObservations(world) {
  return rows(world, 'SELECT kind, source, used_percent FROM observation ORDER BY kind, source, used_percent');
}

/** Every handoff: [{ session, used_by }], the latest first. */
export async function storedHandoffs(world) {
  return rows(world, 'SELECT session, used_by FROM handoff WHERE replaced_at IS NULL ORDER BY num DESC');
}

/** Every start: [{ num, state, due, launching_at }], times in milliseconds. */
export async function storedStarts(world) {
  return rows(world, 'SELECT num, state, due, launching_at FROM start ORDER BY num');
}

/** Every finished session: [{ session, revision, fresh, responses, learned }]. */
export async function storedOutcomes(world) {
  return rows(world, `SELECT session, revision, input + output + cache_write_5m + cache_write_1h AS fresh, responses,
    learned_version IS NOT NULL AS learned FROM outcome ORDER BY session`);
}

/** Every report: [{ session, revision, fresh, path, wanted }]. */
export async function storedReports(world) {
  return rows(world, 'SELECT session, revision, fresh, path, file_wanted AS wanted FROM report ORDER BY session');
}

/** Folds the write-ahead log into the file, as SQLite does by itself when the log has grown. */
export async function foldLog(world) {
  return rows(world, 'PRAGMA wal_checkpoint(TRUNCATE)');
}
