import fc from 'fast-check';

/** Texts that somebody could write into a name, a tag, an event or a flag to harm who reads it. */

/**
 * What no person may be shown as it is: it steers a terminal, turns or hides the writing, is half a character, cannot
 * be told from nothing or from a plain space, or strikes out what stands before it.
 */
export const RAW_DANGER =
  /[^\P{C}\n]|[^\P{Z} ]|[\p{Default_Ignorable_Code_Point}\p{Me}\u2800\u{1D159}\u{13441}\u{13442}]|[\u0334-\u0338\u20D2\u20D3\u20E5]|\p{Mn}{3}|[^\p{L}\p{M}\p{N}]\p{Mn}/u;

/** Each general category of Unicode, with some of its characters. */
export const CATEGORIES: Readonly<Record<string, string>> = {
  Lu: 'AİΣ𝐀Ａ',
  Ll: 'aſßﬁŉ𝒶ｆ',
  Lt: 'ǅᾈ',
  Lm: 'ʰ々',
  Lo: 'ا日ﷺ𠜎',
  Mn: '\u0301\u034F\u{E0100}',
  Mc: '\u093E',
  Me: '\u20DD\u0488',
  Nd: '1٧७７𝟕',
  Nl: 'Ⅷ〇',
  No: '½②',
  Pc: '_‿',
  Pd: '-—',
  Ps: '([{',
  Pe: ')]}',
  Pi: '«“',
  Pf: '»”',
  Po: '!"\'@#%&*,./:;?\\',
  Sm: '+<=>|~−',
  Sc: '$€',
  Sk: '^`¨',
  So: '©🙂💾',
  Zs: ' \u00A0\u3000\u2003',
  Zl: '\u2028',
  Zp: '\u2029',
  Cc: '\0\u0007\b\t\n\r\u001B\u007F\u0085\u0090\u009B\u009D',
  Cf: '\u00AD\u061C\u200B\u200D\u200E\u202A\u202E\u2066\u2069\uFEFF\u{E0041}',
  Co: '\uE000\u{10FFFD}',
  Cs: '\uDC00\uDFFF\uD800\uDBFF',
  Cn: '\u0378\uFFFE\uFFFF\u{10FFFF}',
};

/** What each of them is after. */
export const ATTACKS: Readonly<Record<string, string>> = {
  'a line of its own': 'data\nOK: all is well.\r\nRegion nowhere',
  'a line by other separators': 'data\u2028OK\u2029OK\u0085OK\u000BOK\fOK',
  'a screen that is wiped': '\u001B[2J\u001B[H\u001Bc',
  'a screen that is wiped in eight bits': '\u009B2J\u009B1;1H',
  'a title of the window': '\u001B]0;owned\u0007',
  'a link that lies': '\u001B]8;;https://evil.example\u001B\\delete-snapshot\u001B]8;;\u001B\\',
  'a clipboard': '\u001B]52;c;cm0gLXJmIH4K\u0007',
  'a string that swallows the rest': '\u0090\u009D\u009E\u0098\u001BP',
  'writing that turns': 'backup\u202Egnp.exe\u2066\u2067',
  'what nobody sees': 'a\u200Bb\u200Dc\u2060d\uFEFF\u00AD\u{E0041}',
  'a formula': "=cmd|'/C calc'!A0",
  'a sum': '+1+1',
  'a mention': '@SUM(1+1)*cmd',
  'a dash': '--json',
  'a script': '</script><script>alert(1)</script>',
  'an attribute that ends': `"><img src=x onerror='alert(1)'>`,
  'an entity': '&lt;b&gt;&#x3C;b&#62; &amp;amp;',
  'a comment and a section': '--><!--<![CDATA[ ]]>',
  'a list in markdown': '* **OK** [all well](javascript:alert(1)) `rm`',
  'a header of a mail': 'OK\r\nBcc: everybody@example.com',
  'a shell': '$(reboot) `reboot`; reboot #',
  'JSON that ends': '"}],"headline":{"level":"OK"}}',
  'a word of the machine': 'constructor',
  'a word that is hidden in each record': '__proto__',
  'half a character': '\uD83D',
  'halves in the wrong order': '\uDE00\uD83D',
  'a character that is two when lowered': 'İSTANBUL',
  'a pile of marks': `e${'\u0301'.repeat(200)}`,
  'an id of a volume': 'vol-00000000000000001',
  'a word without end': 'x'.repeat(256),
  'the longest name in two units each': '💾'.repeat(256),
  'only spaces': ' \u00A0\u3000',
  'what looks empty': 'a\u3164\u115F\u2800\uFFA0\uFE0F\u{1D159}\u{13441}\u17B4\u180Bb',
  'words that are struck out': Array.from('deleted', (one) => `${one}\u0336`).join(''),
  'a link in a long name': `${'data '.repeat(20)}https://evil.example/login?next=${'x'.repeat(100)}`,
  'a line that begins at the margin': `x${' '.repeat(79)}OK: all is well. See www.evil.example`,
  'a bracket that ends': 'data): OK, all is well (see',
};

const aCharacter = fc.constantFrom(...Object.values(CATEGORIES).flatMap((one) => characters(one)));

/** By code points, and a half stays a half. */
export function characters(text: string): string[] {
  return Array.from(text);
}

/** Any text: of each category, of all planes, of what is meant for harm, and whole lines of it. */
export const aText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: aCharacter, maxLength: 40 }) },
  { weight: 3, arbitrary: fc.constantFrom(...Object.values(ATTACKS)) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: aCharacter.map((one) => one.repeat(256)) },
);

/** A text as it can be in a tag: whole characters, at most 256 of them. */
export const aValue: fc.Arbitrary<string> = aText.map((text) => asTag(text, 256));

/** What arrives over the wire: UTF-8 has no half characters. */
export function asTag(text: string, longest: number): string {
  return characters(Buffer.from(text).toString()).slice(0, longest).join('');
}

/** What people write for numbers and schedules with other keyboards, and by slips. */
export const NEARLY = [
  '٧',
  '७',
  '７',
  '𝟕',
  '7 ',
  ' 7',
  '+7',
  '-7',
  '7.0',
  '7e0',
  '0x7',
  '０',
  '7\u0000',
  '7\u200B',
  '\uFEFF7',
  'İ',
  'ﬁ',
  '@ſat',
  '@SUN',
  '@mon–fri',
  '@8：00',
  '1\u202E',
  'daily',
  '07',
  '1_000',
  '∞',
  'NaN',
  'null',
  '9999',
  '10000',
  '99999999999999999999',
  'daily:7 weekly:٤',
  'within:30ｄ',
  'nightly=7@mon-fri@2',
  '0',
];
