/** Light or dark: the setting `ui.theme`, else the system's choice. Owns `data-theme` of the page. */
export type Theme = 'light' | 'dark';

/** The query by which a system says that it is dark. */
const DARK = '(prefers-color-scheme: dark)';

export class ThemeChoice {
  /** The setting's value. */
  wanted = $state('system');
  #systemDark = $state(false);

  /** What is shown. */
  readonly shown: Theme = $derived.by(() => {
    if (this.wanted === 'light' || this.wanted === 'dark') return this.wanted;
    return this.#systemDark ? 'dark' : 'light';
  });

  /** Follows the system; returns the end of it. */
  run(): () => void {
    const query = window.matchMedia(DARK);
    const follow = () => (this.#systemDark = query.matches);
    follow();
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }
}
