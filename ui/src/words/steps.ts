/** What is done with a session, in words; and which of it is the one best step now. Pure. */
import type { Health } from '../ipc/types/Health';
import type { OpenedTerminal } from '../ipc/types/OpenedTerminal';
import type { SessionDetail } from '../ipc/types/SessionDetail';
import type { Step } from '../state/route.svelte';

/** Where a terminal opened, and how to see it when no window did. */
export function openedWords({ terminal, attach }: OpenedTerminal): string {
  return attach ? `It runs in ${terminal}. To see it: ${attach}` : `It opens in ${terminal}.`;
}

/** What a button says. */
export const STEP: Record<Step, string> = { compact: 'Compact …', handoff: 'Hand off', restart: 'Restart …' };

/** What it does, in one line. */
export const STEP_ABOUT: Record<Step, string> = {
  compact: 'Go on in a copy without what is no longer needed.',
  handoff: 'Write down where this session stands, for the next one.',
  restart: 'Begin a new session that is told the handoff.',
};

// Below this a smaller context is not worth a new prompt cache.
const WORTH_TOKENS = 10_000;

/** The best step with a session; `resume` when there is nothing to do but go on, `null` when even that cannot be. */
export function bestStep({ session, breakdown }: Pick<SessionDetail, 'session' | 'breakdown'>): Step | 'resume' | null {
  const live = session.activity.state !== 'past';
  const percent = session.context?.percent ?? 0;
  if (session.transcript_gone) return null;
  const frees = (breakdown?.opportunities ?? []).reduce((sum, { tokens }) => sum + tokens, 0);
  if (percent >= 50 && frees >= WORTH_TOKENS) return 'compact';
  if (percent >= 80) return 'restart';
  return live ? 'handoff' : 'resume';
}

/** The step that the advice asks for; `null` when it asks to work on. */
export function advisedStep(action: Health['action']): Step | null {
  switch (action) {
    case 'compact':
      return 'compact';
    case 'save_and_restart':
      return 'restart';
    case 'save_and_exit':
    case 'wrap_up':
    case 'wait_for_reset':
      return 'handoff';
    case 'continue':
    case 'continue_aware':
    case 'plan_next':
      return null;
  }
}

/** Whether what is advised is, or goes well with, planning the session that goes on after the reset. */
export function asksToPlan(action: Health['action']): boolean {
  return action === 'plan_next' || action === 'wait_for_reset' || action === 'save_and_exit' || action === 'wrap_up';
}
