import { expect, test } from 'vitest';
import { strangersOn } from './markup.ts';

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
