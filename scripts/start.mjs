// `npm start`: from a fresh checkout to the running app, saying in plain words what takes time.
// Arguments go to the app (`npm start -- --demo`). Without a display it says so and shows the terminal view instead.
// Ends with the app's own exit code; Ctrl-C and TERM reach the app.
import { spawn } from 'node:child_process';
import { builtProgram, markPackagesFresh, markPageFresh, packagesAreFresh, pageIsFresh, step } from './build.mjs';
import { setupOrExit } from './setup.mjs';

const args = process.argv.slice(2);

if (hasDisplay()) startWindow();
else startTerminal();

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function startWindow() {
  setupOrExit('run');
  if (!packagesAreFresh()) {
    say('Fetching the packages the window is built with');
    must('npm', ['ci']);
    markPackagesFresh();
  }
  if (!pageIsFresh()) {
    say('Building the window');
    must('npm', ['run', '--silent', 'ui:build', '--', '--logLevel', 'warn']);
    markPageFresh();
  }
  say('Building Segue (the first time takes some minutes)');
  must('cargo', ['build', '--release', '--quiet', '-p', 'segue-desktop', '-p', 'segue-cli']);
  become(builtProgram('segue-desktop', 'release'), args);
}

function startTerminal() {
  console.error('There is no display here (DISPLAY and WAYLAND_DISPLAY are empty), so this is the terminal view.');
  setupOrExit('terminal');
  say('Building Segue (the first time takes some minutes)');
  must('cargo', ['build', '--release', '--quiet', '-p', 'segue-cli']);
  become(builtProgram('segue', 'release'), ['status', ...args]);
}

function say(line) {
  console.error(`• ${line}`);
}

function must(command, commandArgs) {
  if (step(command, commandArgs)) return;
  console.error(`Stopped: \`${command} ${commandArgs.join(' ')}\` failed; its own words are above.`);
  process.exit(1);
}

/** Runs the program in our place, as near as Node can: same terminal, signals passed on, same end. */
function become(program, programArgs) {
  const child = spawn(program, programArgs, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Could not start ${program}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
