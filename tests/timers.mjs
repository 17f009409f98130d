// The operating system's timers, real and private: a systemd of a world's own, and atd or cron with a spool of its own.
// Each lives in a mount namespace (systemd in a control group, too) that ends with its world; nothing of the machine's is
// read or written. Only root can make these; `noSystemd` and `noSpool` say what is missing.
import { accessSync, constants, existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from './wait.mjs';

const SYSTEMD = ['/usr/lib/systemd/systemd', '/lib/systemd/systemd'].find(existsSync);
const CGROUPS = '/sys/fs/cgroup';

/** Why no private systemd can run here, or undefined. */
export function noSystemd() {
  if (!SYSTEMD) return 'systemd is not installed: `npm run setup:test`';
  if (process.getuid() !== 0) return 'only root can give a systemd a mount namespace of its own';
  if (trees().length === 0) return `control groups cannot be written under ${CGROUPS}`;
  return undefined;
}

/** Why no private atd or cron can run here, or undefined. */
export function noSpool() {
  const missing = ['/usr/sbin/atd', '/usr/bin/at', '/usr/sbin/cron', '/usr/bin/crontab'].filter((file) => !existsSync(file));
  if (missing.length > 0) return `${missing.join(', ')} missing: \`npm run setup:test\``;
  return process.getuid() === 0 ? undefined : 'only root can give atd and cron a spool of their own';
}

/** The trees of control groups: two where version 1 is in use, else the one of version 2. */
function trees() {
  const old = ['systemd', 'unified'].map((name) => path.join(CGROUPS, name)).filter(existsSync);
  return (old.length > 0 ? old : [CGROUPS]).filter((tree) => canWrite(path.join(tree, 'cgroup.procs')));
}

function canWrite(file) {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts the world's own systemd; `systemctl --user` in the world's environment speaks with it. Returns { systemctl }. */
export async function startSystemd(world) {
  const groups = trees().map((tree) => path.join(tree, path.basename(world.root)));
  for (const group of groups) mkdirSync(group);
  world.onClose(() => removeGroups(groups));
  const enter = groups.map((group) => `echo $$ >'${group}/cgroup.procs'`).join(' && ');
  // A person's manager runs only on a machine that was booted with systemd: in its namespace, this one was.
  const booted = `mount -t tmpfs tmpfs /run/systemd && mkdir /run/systemd/system && exec ${SYSTEMD} --user`;
  const started = world.start('/bin/sh', ['-c', `${enter} && mkdir -p /run/systemd && exec unshare -m /bin/sh -c '${booted}'`]);
  const systemctl = (...args) => world.run('systemctl', ['--user', ...args]);
  world.onClose(() => systemctl('exit'));
  await waitFor(async () => (await systemctl('show', '--property=Version')).code === 0, { what: `systemd to answer: ${started.stderr()}`, limit: 20_000 });
  return { systemctl };
}

/** Kernel objects, not files: an empty group is removed as a folder, the innermost first. */
async function removeGroups(groups) {
  for (const group of groups) {
    const all = [group, ...readdirSync(group, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name))];
    const inside = () => all.flatMap((one) => readFileSync(path.join(one, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean));
    await waitFor(() => inside().length === 0, { what: `the processes in ${group} to end`, limit: 20_000 });
    for (const one of all.reverse()) rmdirSync(one);
  }
}

/**
 * Starts a daemon (`atd` or `cron`) with a spool of its own. Returns { run(program, ...args) }, which runs a program where
 * that daemon is seen.
 */
export async function startSpool(world, daemon) {
  const pidFile = { atd: '/run/atd.pid', cron: '/run/crond.pid' }[daemon];
  const spool = 'mount -t tmpfs tmpfs /run && sed /pam_loginuid/d /etc/pam.d/cron >/run/pam && mount --bind /run/pam /etc/pam.d/cron && mount -t tmpfs tmpfs /var/spool/cron && cd /var/spool/cron && mkdir -m 1770 atjobs atspool && touch atjobs/.SEQ && chmod 600 atjobs/.SEQ && chown -R daemon:daemon atjobs atspool && mkdir -m 1730 crontabs && chgrp crontab crontabs && touch -d yesterday crontabs';
  const started = world.start('unshare', ['-m', '/bin/sh', '-c', `${spool} && exec /usr/sbin/${daemon} -f`]);
  const run = (program, ...args) => world.run('nsenter', ['--mount', `--target=${started.child.pid}`, program, ...args], { cwd: '/' });
  await waitFor(async () => (await run('/bin/sh', '-c', `test -s ${pidFile}`)).code === 0, { what: `${daemon} to write its number: ${started.stderr()}`, limit: 20_000 });
  return { run };
}
