// How the window is built, served and tested. Everything is under ui/; the built window is ui/dist.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  // Relative, because the window is served from Tauri's own scheme.
  base: './',
  plugins: [svelte({ configFile: 'svelte.config.js' })],
  clearScreen: false,
  server: { host: '127.0.0.1', port: 5178, strictPort: true },
  preview: { host: '127.0.0.1' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The oldest web views Tauri 2 supports: WebKitGTK 2.40, WKWebView of macOS 12, WebView2.
    target: ['safari15', 'chrome105'],
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
  },
  // Svelte's server build would be chosen without a browser to ask for.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    // Generous: a machine that builds Rust meanwhile is slow, and no test waits for time.
    testTimeout: 30_000,
  },
}));
