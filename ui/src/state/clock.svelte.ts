/**
 * The engine's now, in the window. Anchored to the `now` of the last status, so that a demo or a moved clock reads
 * right; moved on by this machine's monotonic clock. Ticks only while it is looked at.
 */
const TICK_MS = 10_000;

export class Clock {
  /** Milliseconds since 1970, by the engine's clock. Moves every ten seconds. */
  now = $state(0);
  /** The time zone in which days are counted (IANA name). */
  zone = $state('UTC');

  #anchor = 0;
  #anchoredAt = 0;

  constructor(now: number = Date.now()) {
    this.#set(now);
  }

  /** Takes the engine's word. */
  follow(now: string, zone: string): void {
    this.#set(Date.parse(now));
    this.zone = zone;
  }

  /** Starts ticking; returns the end of it. */
  run(): () => void {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') this.tick();
    }, TICK_MS);
    return () => clearInterval(timer);
  }

  /** Moves `now` on to this moment. */
  tick(): void {
    this.now = this.#anchor + (performance.now() - this.#anchoredAt);
  }

  #set(now: number): void {
    this.#anchor = now;
    this.#anchoredAt = performance.now();
    this.now = now;
  }
}
