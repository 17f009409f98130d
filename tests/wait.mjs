// Waiting for facts: every wait has a limit and says what it waited for.

/**
 * Asks `condition` (sync or async) again and again until it answers something true, and returns that answer.
 * `limit` and `every` are milliseconds. Throws after `limit`, with the last error the condition threw.
 */
export async function waitFor(condition, { limit = 10_000, every = 20, what = 'a condition' } = {}) {
  const deadline = performance.now() + limit;
  let last;
  for (;;) {
    try {
      const answer = await condition();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${limit} ms for ${what}${last ? `; the last try said: ${last.message}` : ''}`, { cause: last });
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
