/**
 * The window's state: one object per concept, made once, passed by context. Owns the subscriptions to the engine.
 * Views compose these; they never call the backend for what is kept here.
 */
import { createContext } from 'svelte';
import { Problem, type Backend } from '../ipc';
import type { AppInfo } from '../ipc/types/AppInfo';
import type { Status } from '../ipc/types/Status';
import type { HandoffEntry } from '../ipc/types/HandoffEntry';
import { Clock } from './clock.svelte';
import { Drafts } from './drafts.svelte';
import { Loaded } from './loaded.svelte';
import { MemoryState } from './memory.svelte';
import { Notices } from './notices.svelte';
import { Route } from './route.svelte';
import { ScheduleState } from './schedule.svelte';
import { SessionList } from './sessions.svelte';
import { Settings } from './settings.svelte';
import { Starts } from './starts';
import { ThemeChoice } from './theme.svelte';
import { Topics } from './topics';
import { UsageState } from './usage.svelte';

// Events say what changed; this only mends what a lost event would leave old.
const SAFETY_MS = 60_000;

export class App {
  readonly backend: Backend;
  readonly clock = new Clock();
  readonly route = new Route();
  readonly theme = new ThemeChoice();
  readonly notices = new Notices();
  readonly topics = new Topics();
  readonly status: Loaded<Status>;
  readonly sessions: SessionList;
  readonly usage: UsageState;
  readonly settings: Settings;
  readonly memory: MemoryState;
  readonly drafts = new Drafts();
  readonly schedule: ScheduleState;
  readonly starts: Starts;
  /** Every handoff there is, newest first. */
  readonly handoffs: Loaded<HandoffEntry[]>;
  readonly info: Loaded<AppInfo>;

  constructor(backend: Backend) {
    this.backend = backend;
    this.status = new Loaded(() => this.#askStatus(), 250);
    this.sessions = new SessionList(backend);
    this.usage = new UsageState(backend, this.clock);
    this.settings = new Settings(backend);
    this.memory = new MemoryState(backend);
    this.schedule = new ScheduleState(backend, this.clock, this.notices);
    this.starts = new Starts(backend, this.schedule, this.notices, this.clock, () => {
      // What the person did themselves shows at once.
      this.schedule.renew(this.route.place.view === 'schedule');
      this.topics.tell(['schedule']);
    });
    this.handoffs = new Loaded(() => backend.handoffs(null), 1_000);
    this.info = new Loaded(() => backend.appInfo());
  }

  /** Asks for what every view needs and follows the engine; returns the end of it. */
  run(): () => void {
    void this.status.refresh();
    void this.settings.list.refresh().then(() => this.#followTheme());
    void this.info.refresh();
    void this.handoffs.refresh();
    void this.schedule.list.refresh();
    const back = () => document.visibilityState === 'visible' && this.topics.tellAll();
    document.addEventListener('visibilitychange', back);
    window.addEventListener('focus', back);
    const safety = setInterval(back, SAFETY_MS);
    const ends = [
      this.clock.run(),
      this.route.run(),
      this.theme.run(),
      this.topics.watch(['usage', 'quota', 'sessions', 'index', 'schedule', 'plans'], () => this.status.nudge()),
      this.topics.watch(['handoffs'], () => this.handoffs.nudge()),
      this.topics.watch(['schedule', 'quota'], () => this.schedule.nudge(this.route.place.view === 'schedule')),
      this.topics.watch(['settings'], () => void this.settings.list.refresh().then(() => this.#followTheme())),
      this.backend.onChanged((topics) => this.topics.tell(topics)),
      this.backend.onNavigate((view) => this.route.go(view)),
      () => document.removeEventListener('visibilitychange', back),
      () => window.removeEventListener('focus', back),
      () => clearInterval(safety),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Pauses alerts for so many minutes; `null` resumes. */
  async pauseAlerts(minutes: number | null): Promise<void> {
    await this.attempt(async () => this.#takeStatus(await this.backend.pauseAlerts(minutes)));
  }

  /** Saves a setting; the look follows at once. */
  async set(key: string, value: string): Promise<void> {
    await this.settings.set(key, value);
    this.#followTheme();
  }

  /** Does something the person asked for; what goes wrong is shown as a notice. */
  async attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.notices.failed(Problem.from(thrown));
    }
  }

  async #askStatus(): Promise<Status> {
    const status = await this.backend.status();
    this.clock.follow(status.now, status.time_zone);
    return status;
  }

  #takeStatus(status: Status): void {
    this.clock.follow(status.now, status.time_zone);
    this.status.set(status);
  }

  #followTheme(): void {
    this.theme.wanted = this.settings.value('ui.theme', 'system');
  }
}

/** The state of this window, for every component below `App.svelte`. */
export const [useApp, provideApp] = createContext<App>();
