import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible, visibleJson } from '../../lambda/core/text.ts';

test.for([
  ['a line break', 'data\nOK: all is well', String.raw`data\u{a}OK: all is well`],
  ['a carriage return', 'data\rOK', String.raw`data\u{d}OK`],
  ['a terminal escape', '\u001B[2Jdata', String.raw`\u{1b}[2Jdata`],
  ['a mark that turns the writing direction', 'data\u202Eatad', String.raw`data\u{202e}atad`],
  ['a space of no width', 'da\u200Bta', String.raw`da\u{200b}ta`],
  ['a line separator', 'da\u2028ta', String.raw`da\u{2028}ta`],
  ['half a character', 'da\uD800ta', String.raw`da\u{d800}ta`],
] as const)('%s is shown by its number', ([, text, shown]) => {
  expect(visible(text)).toBe(shown);
});

test('what can be seen stays as it is, in any script', () => {
  const text = 'Größe 日本 данные 💾 "C:\\data" = 100 %';
  expect(visible(text)).toBe(text);
});

test('no text can start a new line or steer a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

describe('JSON for a terminal', () => {
  test.for([
    ['a terminal escape', '\u001B[2Jdata', String.raw`\u001b[2Jdata`],
    ['a character that deletes', 'da\u007Fta', String.raw`da\u007fta`],
    ['a mark that turns the writing direction', 'da\u202Eta', String.raw`da\u202eta`],
    ['a line separator', 'da\u2028ta', String.raw`da\u2028ta`],
    ['a paragraph separator', 'da\u2029ta', String.raw`da\u2029ta`],
    ['a mark of two units', 'da\u{E0001}ta', String.raw`da\udb40\udc01ta`],
    ['a line break', 'da\nta', String.raw`da\nta`],
    ['what can be seen', 'Größe 💾', 'Größe 💾'],
  ] as const)('%s is written as JSON writes it', ([, name, written]) => {
    expect(visibleJson({ name })).toBe(`{\n  "name": "${written}"\n}`);
  });

  test('gives back each value to whoever parses it, and steers nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = visibleJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
