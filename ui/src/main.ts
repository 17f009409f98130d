/** Starts the window: chooses a backend, makes the state, mounts the page. */
import { mount } from 'svelte';
import App from './App.svelte';
import './tokens.css';
import './base.css';
import { chooseBackend } from './ipc';

// Not a top-level await: the backend's chunk may import from this one, and would then wait for its end.
async function start(): Promise<void> {
  const target = document.getElementById('app');
  if (!target) throw new Error('The page has no #app.');
  mount(App, { target, props: { backend: await chooseBackend() } });
}

void start();
