// Writes the table in docs/settings.md, from the table that the program reads.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settings } from './lambda/settings/table.ts';
import type { Setting } from './lambda/settings/setting.ts';

const HEAD = `| event key | command line | prop | default | meaning |
|---|---|---|---|---|
`;
const TABLE = new RegExp(`${HEAD.replaceAll('|', String.raw`\|`)}(?:\\|.*\n)*`);

/** A text with its table of settings as the program has it. */
export function withSettings(text: string): string {
  const rows = settings.map(([key, setting]) => {
    const { prop, fallback, otherwise = '', words, aliases = [], inEvents = [] } = setting;
    const named = (how: string, names: readonly string[]) =>
      names.length === 0 ? '' : ` (${how}: ${names.map(code).join(', ')})`;
    const keys = `${code(key)}${named('old name', aliases)}${named('or', inEvents)}`;
    const value = fallback === undefined ? otherwise : code(String(fallback));
    const cells = [keys, commandLineOf(setting), prop === undefined ? '' : code(prop), value, words];
    return `| ${cells.join(' | ')} |\n`;
  });
  return text.replace(TABLE, () => HEAD + rows.join(''));
}

function commandLineOf({ cli }: Setting): string {
  if (cli === undefined) return '';
  if ('command' in cli) return code(cli.command);
  const flags = [...cli.flags.matchAll(/--[a-z-]+/g)].map(([flag]) => code(flag)).join(', ');
  return cli.of === 'looks'
    ? `arguments of \`plan\`, \`run\`, \`list\` and \`coverage\`; else ${flags}`
    : flags;
}

function code(text: string): string {
  return `\`${text}\``;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = new URL('docs/settings.md', import.meta.url);
  writeFileSync(page, withSettings(readFileSync(page, 'utf8')));
}
