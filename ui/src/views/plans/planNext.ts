/** From a plan to the dialog that plans the next session, with the plan in it. */
import type { PlanDetail } from '../../ipc/types/PlanDetail';
import type { App } from '../../state/app.svelte';
import { planAddress } from '../../state/route.svelte';

/** Opens the dialog with this plan; its first open phase is what the session is asked for. */
export function planNext(app: App, { summary, plan, phases }: PlanDetail): void {
  const open = plan.phases.find(({ key }) => phases.find((phase) => phase.key === key)?.state !== 'done');
  app.schedule.chosenPlan = { id: summary.id, title: summary.title, project: summary.project, phase: open ? `${open.key}: ${open.title}` : null };
  app.route.go(planAddress());
}
