/** Starts the window: chooses a backend, makes the state, mounts the page, tells the app when it was painted. */
import { mount } from 'svelte';
import App from './App.svelte';
import './tokens.css';
import './base.css';
import { chooseBackend } from './ipc';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app.');
mount(App, { target, props: { backend: await chooseBackend() } });
