import { render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import Markdown from './Markdown.svelte';
import { plainText, visible } from './markdown';

describe('Markdown', () => {
  it('draws nothing that acts: no link, no picture, no markup of the text', () => {
    const text = '[go](javascript:alert(1)) ![see](https://example.org/x.png)\n\n<img src=x onerror=alert(1)>\n\nhttps://example.org <b>bold</b>';
    const { container } = render(Markdown, { text });
    expect(container.querySelectorAll('a, img, script, b, iframe')).toHaveLength(0);
    expect(container.textContent).toContain('<img src=x onerror=alert(1)>');
    expect(container.textContent).toContain('<b>bold</b>');
    expect(screen.getByTitle('javascript:alert(1)').textContent).toBe('go');
  });

  it('draws lists, tasks, tables and code', () => {
    const { container } = render(Markdown, { text: '- [x] done\n- [ ] open\n\n3. three\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n```sh\nls <x>\n```' });
    expect(screen.getByRole('img', { name: 'Done' })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Not done' })).toBeTruthy();
    expect(container.querySelector('ol')?.getAttribute('start')).toBe('3');
    expect(container.querySelectorAll('td')).toHaveLength(2);
    expect(container.querySelector('pre')?.textContent).toBe('ls <x>');
  });

  it('shows what is escaped as what it stands for', () => {
    render(Markdown, { text: '2 \\* 3 &lt; 7 &amp; a\\_b' });
    expect(screen.getByText('2 * 3 < 7 & a_b')).toBeTruthy();
  });
});

describe('text', () => {
  it('has its entities decoded once', () => expect(plainText('&amp;lt; &lt;')).toBe('&lt; <'));
  it('has no comments', () => expect(visible('a <!-- from line 3 --> b <!-- open')).toBe('a  b'));
});
