// Looks into Segue's database past Segue itself: for what must be in the file whatever the program says.
// Knows only the table it reads; everything else is asked of `segue`.
import path from 'node:path';

const SCRIPT = `
import json, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT kind, source, used_percent FROM observation ORDER BY kind, source, used_percent")
print(json.dumps([dict(zip(("kind", "source", "used_percent"), row)) for row in rows]))
`;

/** Every stored observation of a quota window: [{ kind, source, used_percent }]. */
export async function storedObservations(world) {
  const done = await world.run('/usr/bin/python3', ['-c', SCRIPT, path.join(world.segueHome, 'segue.db')]);
  if (done.code !== 0) throw new Error(`the database could not be read: ${done.stderr}`);
  return JSON.parse(done.stdout);
}
