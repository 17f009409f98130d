/** Searched words inside a text. Pure. */

export interface Mark {
  words: string;
  hit: boolean;
}

/** The text in pieces, those that were searched for marked. */
export function marked(text: string, words: readonly string[]): Mark[] {
  const wanted = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).filter(Boolean);
  if (wanted.length === 0) return [{ words: text, hit: false }];
  const pieces = text.split(new RegExp(`(${wanted.join('|')})`, 'gi'));
  return pieces.map((piece, index) => ({ words: piece, hit: index % 2 === 1 })).filter((piece) => piece.words !== '');
}
