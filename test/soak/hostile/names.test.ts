import { expect, test } from 'vitest';
import { tried } from './law.ts';
import { strangersOn } from './markup.ts';
import { namesLaw } from './namesLaw.ts';

test('whatever things are called, no command steers a terminal, and its JSON and its page are its own', async () => {
  expect((await tried(namesLaw, { seed: 1, runs: 1 })).broken).toBeUndefined();
});

test('a page with a stranger on it is noticed', () => {
  expect(strangersOn('<p class="id">plain</p>')).toEqual([]);
  for (const page of [
    '<img src=x>',
    '<p onclick="x">',
    '<p class="a"b">',
    '<script></script><script>',
    'a\u202Eb',
    '<',
  ]) {
    expect(strangersOn(page)).not.toEqual([]);
  }
});
