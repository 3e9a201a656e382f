import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inQuotes, said, shortened, titled, told, visible, visibleJson } from '../../lambda/core/text.ts';
import { aText, RAW_DANGER } from '../soak/estate/texts.ts';

test.for([
  ['a line break', 'data\nOK: all is well', String.raw`data\u{a}OK: all is well`],
  ['a carriage return', 'data\rOK', String.raw`data\u{d}OK`],
  ['a terminal escape', '\u001B[2Jdata', String.raw`\u{1b}[2Jdata`],
  ['a mark that turns the writing direction', 'data\u202Eatad', String.raw`data\u{202e}atad`],
  ['a space of no width', 'da\u200Bta', String.raw`da\u{200b}ta`],
  ['a line separator', 'da\u2028ta', String.raw`da\u{2028}ta`],
  ['half a character', 'da\uD800ta', String.raw`da\u{d800}ta`],
  ['a filler of Hangul', 'da\u3164ta', String.raw`da\u{3164}ta`],
  ['a filler that is half as wide', 'da\uFFA0ta', String.raw`da\u{ffa0}ta`],
  ['a syllable without a sound', 'da\u115F\u1160ta', String.raw`da\u{115f}\u{1160}ta`],
  ['an empty pattern of Braille', 'da\u2800ta', String.raw`da\u{2800}ta`],
  ['a note without a head', 'da\u{1D159}ta', String.raw`da\u{1d159}ta`],
  ['a hieroglyph that is blank', 'da\u{13441}ta', String.raw`da\u{13441}ta`],
  ['a vowel of Khmer that is not shown', 'da\u17B4ta', String.raw`da\u{17b4}ta`],
  ['a selector of Mongolian', 'da\u180Bta', String.raw`da\u{180b}ta`],
  ['a joiner of graphemes', 'da\u034Fta', String.raw`da\u{34f}ta`],
  ['a selector of emoji', '\u2764\uFE0F', '\u2764' + String.raw`\u{fe0f}`],
  ['a selector beyond the first plane', 'da\u{E0100}ta', String.raw`da\u{e0100}ta`],
  ['a character of a tag', 'da\u{E0041}ta', String.raw`da\u{e0041}ta`],
  ['a space that does not break', 'da\u00A0ta', String.raw`da\u{a0}ta`],
  ['a space of another script', 'da\u1680\u3000ta', String.raw`da\u{1680}\u{3000}ta`],
  [
    'a narrow and a wide space',
    'da\u2003\u200A\u202F\u205Fta',
    String.raw`da\u{2003}\u{200a}\u{202f}\u{205f}ta`,
  ],
  ['a stroke through a letter', 'd\u0336a\u0338', String.raw`d\u{336}a\u{338}`],
  ['a stroke with an accent on it', 'd\u0336\u0301', String.raw`d\u{336}\u{301}`],
  ['a ring round a letter', 'd\u20DD', String.raw`d\u{20dd}`],
  ['an accent without a letter', '(\u0301', String.raw`(\u{301}`],
  ['the third accent of a letter', 'e\u0301\u0302\u0303', 'e\u0301\u0302' + String.raw`\u{303}`],
  ['the sign that makes a link', 'see https://evil.example', String.raw`see https:\u{2f}/evil.example`],
] as const)('%s is shown by its number', ([, text, shown]) => {
  expect(visible(text)).toBe(shown);
});

test('what can be seen stays as it is, in any script', () => {
  const text =
    'Größe e\u0301 日本 данные עִבְרִית العَرَبِيَّة हिन्दी ไทยที่ 한국 Tiếng Vie\u0323\u0302t မြန်မာ 💾 "C:\\data" = 100 %';
  expect(visible(text)).toBe(text);
  expect(visible(text.normalize('NFD'))).toBe(text.normalize('NFD'));
});

test('no text can start a new line or steer a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(RAW_DANGER);
      expect(visible(visible(text))).toBe(visible(text));
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

  test.for([
    ['a filler of Hangul', 'da\u3164ta', String.raw`da\u3164ta`],
    ['a space that does not break', 'da\u00A0ta', String.raw`da\u00a0ta`],
    ['a stroke with an accent on it', 'd\u0336\u0301', String.raw`d\u0336\u0301`],
    ['the third accent of a letter', 'e\u0301\u0302\u0303', 'e\u0301\u0302' + String.raw`\u0303`],
    ['an accent without a letter', '\u0301', String.raw`\u0301`],
    ['a link', 'https://x', 'https://x'],
  ] as const)('%s is written as JSON writes it, too', ([, name, written]) => {
    expect(visibleJson({ name })).toBe(`{\n  "name": "${written}"\n}`);
  });

  test('gives back each value to whoever parses it, and steers nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = visibleJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toMatch(RAW_DANGER);
      }),
    );
  });
});

describe('somebody else’s words in a sentence of ours', () => {
  test.for([
    ['a plain name', 'web-1.example.com', 'web-1.example.com'],
    ['words', 'before the upgrade', 'before the upgrade'],
    ['any script', 'Größe 日本', 'Größe 日本'],
    ['a bracket', 'data): OK (', '"data): OK ("'],
    ['a quote', 'data" is well', String.raw`"data\u{22} is well"`],
    ['a sentence', 'OK: 3 of 3', '"OK: 3 of 3"'],
    ['spaces that push it to the next line', 'a   b', String.raw`"a \u{20}\u{20}b"`],
    ['a link', 'see https://evil.example', String.raw`"see https:\u{2f}/evil.example"`],
    ['what mail programs take for a link', 'www.evil.example', String.raw`"www\u{2e}evil.example"`],
    ['64 characters', 'x'.repeat(64), 'x'.repeat(64)],
    ['one more', 'x'.repeat(65), `${'x'.repeat(64)}…`],
    ['a number of five signs where four have room', `${'x'.repeat(60)}\n`, `${'x'.repeat(60)}…`],
    ['a number of six signs where five have room', `${'x'.repeat(59)}\u001B`, `${'x'.repeat(59)}…`],
    ['a character of two units', '💾'.repeat(65), `"${'💾'.repeat(64)}…"`],
    ['an accent at the end', `${'x'.repeat(63)}e\u0301`, `${'x'.repeat(63)}…`],
  ] as const)('%s', ([, text, shown]) => {
    expect(told(text)).toBe(shown);
    expect(titled('vol-1', text)).toBe(`${shown} (vol-1)`);
  });

  test('a value is always in quotes, which it cannot end', () => {
    expect(inQuotes('7d')).toBe('"7d"');
    expect(inQuotes('7"; all is well')).toBe(String.raw`"7\u{22}; all is well"`);
  });

  test('no text is longer than was asked for, ends its quotes or its brackets, or is a link', () => {
    fc.assert(
      fc.property(aText, (text) => {
        expect(told(text)).toMatch(/^(?:[^"():;]{0,65}|"[^"]{0,65}")$/u);
        expect(inQuotes(text)).toMatch(/^"[^"]{0,65}"$/u);
        expect(told(text)).not.toMatch(/:\/\/|www\.| {2}/i);
        expect(told(text)).not.toMatch(RAW_DANGER);
        expect(shortened(text, 10)).toMatch(/^.{0,11}$/u);
      }),
    );
  });

  test('a message keeps its beginning and its end, where we say what to do', () => {
    const message = `You are not authorized. ${'x'.repeat(2000)}; use another region`;
    for (const short of ['', 'The snapshot is in use', 'x'.repeat(1000)]) expect(said(short)).toBe(short);
    expect(said(message)).toMatch(/^You are not authorized\. x+…x+; use another region$/);
    expect(said(message)).toHaveLength(1001);
    expect(said(`no${' '.repeat(300)}OK: all is well`)).not.toContain('  ');
  });
});
