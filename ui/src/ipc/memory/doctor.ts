/** What a made-up Doctor finds. */
import type { Check } from '../types/Check';
import type { Doctor } from '../types/Doctor';
import type { Verdict } from '../types/Verdict';
import type { Scene } from './scene';

/** The findings of a scene. */
export function makeDoctor(scene: Scene): Doctor {
  if (scene === 'empty') return { checks: [missingData(), claude('bad'), database()] };
  if (scene === 'stale') return { checks: [statusline('hint'), watching('hint'), data(), claude('good'), database()] };
  return { checks: [statusline('hint'), data(), claude('good'), database(), watching('good'), notifications(), tray()] };
}

function check(id: string, title: string, verdict: Verdict, detail: string, fix: string | null = null): Check {
  return { id, title, verdict, detail, fix };
}

function missingData(): Check {
  return check('claude_data', 'Claude Code data', 'bad', 'Looked in /home/ada/.claude and /home/ada/.config/claude; neither has a projects folder.', 'Run `claude` once in a project, or set CLAUDE_CONFIG_DIR.');
}

function data(): Check {
  return check('claude_data', 'Claude Code data', 'good', '/home/ada/.claude: 375 transcripts, newest 24 s ago.');
}

function claude(verdict: Verdict): Check {
  return verdict === 'bad'
    ? check('claude_cli', 'Claude Code', 'bad', 'No `claude` on the PATH.', 'Install it with `npm install -g @anthropic-ai/claude-code`.')
    : check('claude_cli', 'Claude Code', 'good', '2.1.329 at /usr/local/bin/claude.');
}

function statusline(verdict: Verdict): Check {
  return check('statusline', 'Live quota', verdict, 'Claude Code does not send its statusline to Segue; quota is read from its cache, up to half an hour late.', 'Run `segue statusline --install`. Your present statusline stays and is shown unchanged.');
}

function watching(verdict: Verdict): Check {
  return verdict === 'hint'
    ? check('watch', 'Watching files', 'hint', 'The system has no more file watches to give; Segue looks every 5 s instead.', 'Raise the limit: `sudo sysctl fs.inotify.max_user_watches=524288`.')
    : check('watch', 'Watching files', 'good', '61 folders watched.');
}

function database(): Check {
  return check('database', 'Database', 'good', '/home/ada/.local/share/segue/segue.db, 48 MB, schema 3, integrity checked.');
}

function notifications(): Check {
  return check('notifications', 'Notifications', 'good', 'dunst 1.9.0 answers.');
}

function tray(): Check {
  return check('tray', 'Menu-bar icon', 'good', 'Shown by lxqt-panel.');
}
