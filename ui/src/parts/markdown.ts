/** What Markdown's tokens say as plain text. Pure. */

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&nbsp;': '\u00a0', '&amp;': '&' };

/** Text with the few entities that Markdown is written with decoded. */
export function plainText(raw: string): string {
  return raw.replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** HTML as text; its comments say nothing (Segue keeps in them where a fact is from). */
export function visible(html: string): string {
  let rest = html;
  let text = '';
  for (;;) {
    const start = rest.indexOf('<!--');
    if (start < 0) return (text + rest).trim();
    text += rest.slice(0, start);
    const end = rest.indexOf('-->', start);
    if (end < 0) return text.trim();
    rest = rest.slice(end + 3);
  }
}
