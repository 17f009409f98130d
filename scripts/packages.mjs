// The Debian packages Segue needs, and why.
// Every name was tried on a Debian 12 (bookworm) that holds nothing but its base system, Rust and Node.

/** What `segue` in a terminal needs: a C compiler, and a way to fetch crates. */
export const TERMINAL_PACKAGES = [
  'build-essential', // SQLite is compiled from source
  'ca-certificates', // cargo trusts the system's certificates and has none of its own
];

/** What the window and the tray need on top. */
export const DESKTOP_PACKAGES = [
  'pkg-config', // how the crates find the libraries below
  'libwebkit2gtk-4.1-dev', // the window
  'libgtk-3-dev', // the shell around it: menus, dialogs, clipboard
  'librsvg2-common', // GTK's own icons are SVG
  'libdbus-1-dev', // the window library links it
];

/** What `npm test` needs on top. */
export const TEST_PACKAGES = [
  'xvfb', // a screen without a screen
  'dbus', // a private session bus
  'openbox', // a window manager: focus and closing behave as on a desk
  'dunst', // a real notification daemon
  'webkit2gtk-driver', // WebDriver for the window
  'wmctrl', // lists and closes windows as a taskbar does
  'x11-utils', // xprop: is the window manager there?
  'imagemagick', // screenshots
  'systemd', // timers that wake Segue with the app closed: one of the test's own, never the machine's
  'at', // the same without systemd
  'cron', // and without at
  'tmux', // an interactive Claude Code needs a terminal
  'xterm', // terminals that Segue opens for sessions
  'xfce4-terminal', // one that may hand over to a server of its own
  'kitty', // two that draw with OpenGL
  'alacritty',
  'python3', // the corpus generator and the tray host
  'python3-dbus', // the tray host's bus
  'python3-gi', // and its main loop
  'openssl', // a throw-away certificate for the usage endpoint's stand-in
  'fonts-dejavu-core', // letters on that screen
  'time', // peak memory in the benchmark
];
