// The Debian packages Segue needs, and why.
// Every name was tried on Debian 12 (bookworm); Ubuntu 22.04+ has the same names.

/** What `segue` in a terminal needs: a C compiler. */
export const TERMINAL_PACKAGES = [
  'build-essential', // SQLite is compiled from source
  'pkg-config',
];

/** What the window and the tray need on top. */
export const DESKTOP_PACKAGES = [
  'libwebkit2gtk-4.1-dev', // the window
  'libgtk-3-dev',
  'librsvg2-dev',
  'libdbus-1-dev', // tray and notifications speak D-Bus
];

/** What `npm test` needs on top. */
export const TEST_PACKAGES = [
  'xvfb', // a screen without a screen
  'xauth',
  'dbus', // a private session bus
  'dbus-daemon',
  'openbox', // a window manager: focus and closing behave as on a desk
  'dunst', // a real notification daemon
  'webkit2gtk-driver', // WebDriver for the window
  'wmctrl', // lists and closes windows as a taskbar does
  'x11-utils',
  'imagemagick', // screenshots
  'tmux', // an interactive Claude Code needs a terminal
  'python3', // the corpus generator and the tray host
  'python3-dbus',
  'python3-gi',
  'openssl', // a throw-away certificate for the usage endpoint's stand-in
  'fonts-dejavu-core',
  'time',
];
