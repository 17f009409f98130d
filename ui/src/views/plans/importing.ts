/**
 * A plan that comes from a file: chosen in the system's dialog, or dropped. What cannot be read as a plan is not lost: it
 * is opened as a new plan's text, with what is wrong beside it.
 */
import type { App } from '../../state/app.svelte';
import { draftKey, NEW } from '../../state/planEditor.svelte';
import { formatOf } from '../../words/plans';
import type { PlanDetail } from '../../ipc/types/PlanDetail';
import type { PlanFile } from '../../ipc/types/PlanFile';

/** More than any plan, and less than what would stall the window. */
const LARGEST = 2 * 1024 * 1024;

/** Asks for a file and imports it. */
export function chooseFile(app: App): Promise<void> {
  return app.attempt(async () => {
    const file = await app.backend.choosePlanFile();
    if (file) await importFile(app, file, file.path);
  });
}

/** Imports what was dropped on the window: the files that can be plans. */
export function importDropped(app: App, dropped: FileList | null): Promise<void> {
  return app.attempt(async () => {
    const files = [...(dropped ?? [])].filter(({ name }) => /\.(md|markdown|toml|txt)$/i.test(name));
    if (files.length === 0) throw new Error('That is no plan: a Markdown or TOML file is one.');
    for (const file of files) {
      if (file.size > LARGEST) throw new Error(`${file.name} is too large for a plan: more than 2 MB.`);
      await importFile(app, { text: await file.text(), format: formatOf(file.name) }, null);
    }
  });
}

/** What an import did: a new plan, a new text of a known one, or nothing. */
export function importedWords({ imported, summary }: PlanDetail): string {
  return imported && imported.how !== 'new' ? imported.words : `Imported ${summary.title}.`;
}

async function importFile(app: App, { text, format }: Pick<PlanFile, 'text' | 'format'>, source: string | null): Promise<void> {
  const { error } = await app.backend.checkPlan(text, format);
  if (error) {
    // What was being written is kept: it is taken back with the notice's button.
    const before = app.drafts.of(draftKey(NEW));
    app.drafts.keep(draftKey(NEW), { text, base: '' });
    app.route.go('plans/new');
    if (before && before.text !== text) app.notices.done('The file stands in place of what you were writing.', () => app.drafts.keep(draftKey(NEW), before));
    return;
  }
  const made = await app.backend.importPlan(text, format, source, null);
  app.notices.done(importedWords(made));
  app.route.go(`plans/${made.summary.id}`);
}
