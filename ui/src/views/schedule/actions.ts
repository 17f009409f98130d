/** What can be done with a start or its schedule, in the order of menus. Pure but for what each does when chosen. */
import type { Schedule } from '../../ipc/types/Schedule';
import type { Start } from '../../ipc/types/Start';
import type { App } from '../../state/app.svelte';
import { isAhead } from '../../words/schedule';

/** A line of a menu. */
export interface Choice {
  label: string;
  act: () => void;
  /** Begins a new group. */
  group?: boolean;
}

interface Subject {
  app: App;
  schedule: Schedule | null;
  start: Start | null;
  /** Opens the dialog that moves it. */
  onmove: (start: Start) => void;
  /** The page of the schedule is where we are. */
  onPage?: boolean;
}

/** The choices for a schedule, its start, or both. */
export function choicesFor({ app, schedule, start, onmove, onPage = false }: Subject): Choice[] {
  const choices: Choice[] = [];
  const id = schedule?.id ?? start?.schedule;
  const open = schedule === null || schedule.state === 'active';
  const mine = start !== null && isAhead(start) && open;
  if (start && mine) {
    choices.push({ label: 'Start now', act: () => void app.starts.startNow(start) });
    choices.push({ label: 'In 15 minutes', act: () => void app.starts.later(start) });
    choices.push({ label: 'Move …', act: () => onmove(start) });
    choices.push({ label: 'Skip', act: () => void app.starts.skip(start) });
  } else if (schedule && schedule.state === 'active' && !start) {
    choices.push({ label: 'Start now', act: () => void app.starts.runNow(schedule.id, schedule.project_name) });
  }
  if (start?.stoppable) choices.push({ label: 'Stop it', act: () => void app.starts.stop(start) });
  if (id !== undefined && !onPage) choices.push({ label: 'Open', act: () => app.route.openSchedule(id), group: choices.length > 0 });
  if (start?.confirmed_at) choices.push({ label: 'Open the session', act: () => app.route.openSession(start.session_id) });
  if (schedule && (schedule.state === 'active' || schedule.state === 'paused')) {
    const paused = schedule.state === 'paused';
    choices.push({ label: paused ? 'Resume' : 'Pause', act: () => void app.starts.pause(schedule, !paused), group: true });
    choices.push({ label: 'Delete', act: () => void app.starts.cancel(schedule) });
  }
  return choices;
}
