import { expect, test } from 'vitest';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { frequencyInShort } from '../../../lambda/core/grammar/inShort.ts';

test.for([
  ['1', 86_400, 'daily'],
  ['1', 3600, 'hourly'],
  ['1', 60, 'every min'],
  ['7', 86_400, 'every 7 d'],
  ['1', 90, 'every 90 s'],
  ['6h', 86_400, 'every 6 h'],
  ['48h', 86_400, 'every 48 h'],
  ['1w', 86_400, 'every 7 d'],
  ['@sat', 86_400, 'Sat'],
  ['@sat@3', 86_400, 'Sat 03:00'],
  ['@2', 86_400, 'daily 02:00'],
  ['@mon-fri@8,12,16,20', 86_400, 'Mon-Fri 8,12,16,20 h'],
  ['@sat+sun', 86_400, 'Sat,Sun'],
  ['@mon+wed-fri', 86_400, 'Mon,Wed-Fri'],
  ['12@1st+last@2', 86_400, '1st,last day 02:00'],
  ['7@mon-fri@2', 86_400, 'Mon-Fri 02:00'],
  ['0@sun', 86_400, 'paused'],
  ['nightly=7@mon-fri@2 weekly=0@sun@3', 86_400, 'nightly Mon-Fri 02:00; weekly paused'],
] as const)('%s with %d seconds is "%s"', ([text, interval, short]) => {
  const read = parseFrequency(text);
  expect(read.ok && frequencyInShort(read.value, interval)).toBe(short);
});
