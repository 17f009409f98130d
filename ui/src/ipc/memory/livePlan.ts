/** A made-up session at work on a plan. */
import type { Estimate } from '../types/Estimate';
import type { Live } from '../types/Live';
import type { LivePhase } from '../types/LivePhase';
import type { PhaseState } from '../types/PhaseState';
import type { Session } from '../types/Session';
import { minutesAgo, type Scene } from './scene';

/** How far it is, against its estimate. */
export function makeLive(scene: Scene, session: Session, estimate: Estimate, stateOf: (key: string) => PhaseState): Live {
  const late = scene === 'full';
  const phases = estimate.lines.map((line, index): LivePhase => {
    const state = stateOf(line.key);
    const share = state === 'done' ? (late ? 1.9 : 1.16) : state === 'running' ? 0.58 : 0;
    const spent = Math.round(line.fresh.mid * share);
    return {
      key: line.key,
      title: line.title,
      state,
      estimated: line.fresh,
      spent,
      minutes: state === 'done' ? 45 : state === 'running' ? 38 : 0,
      variance_percent: state === 'done' ? (share - 1) * 100 : null,
      deviations: index === 0 ? [{ kind: 'failing_tests', words: 'The same test failed three times before it passed.', tokens: 4_200 }, { kind: 'rereads', words: 'src/limits/bucket.rs was read 4 times.', tokens: 2_900 }] : [],
    };
  });
  const fresh = phases.reduce((sum, { spent }) => sum + spent, 0);
  const change = late ? 41 : 8;
  const mid = Math.round(estimate.total.fresh.mid * (1 + change / 100));
  const projected = { low: Math.round(mid / 1.13), mid, high: Math.round(mid * 1.16) };
  return {
    session: session.id,
    title: session.title,
    plan: estimate.plan,
    plan_title: estimate.title,
    estimate: estimate.id ?? 1,
    started_at: minutesAgo(96),
    calls: 61,
    fresh,
    weighted: fresh * 3,
    minutes: 96,
    estimated: estimate.total.fresh,
    projected,
    change_percent: change,
    inside: !late,
    tokens_per_hour: 31_400,
    fits: late
      ? { answer: 'no', words: 'probably not: split after phase 2', split_after: '2', until: minutesAgo(-44) }
      : { answer: 'yes', words: 'yes, with 20 % buffer', split_after: null, until: minutesAgo(-159) },
    phases,
    words: late ? 'new projection ~139k, +41 %, outside the range' : 'new projection ~110k, +8 %, still fits',
  };
}
