import { expect, it } from 'vitest';
import { isLanguage } from './loadUplot';

it.each([
  ['en-GB', true],
  ['de', true],
  ['C', false],
  ['POSIX.UTF-8', false],
  ['', false],
])('%s as a language: %s', (tag, known) => expect(isLanguage(tag)).toBe(known));
