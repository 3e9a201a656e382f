import { expect, test } from 'vitest';
import { frequencyText, needsRetention, parseFrequency } from '../../../lambda/core/grammar/frequency.ts';

/** A frequency as it is written in a tag, the shortest way. */

test.for([
  ['7', '7'],
  ['6H', '6h'],
  ['@0', '@0'],
  ['@mon-sun', '@0'],
  ['@mon-sun@8', '@8'],
  ['@sat@0', '@sat'],
  ['@mon,tue', '@mon+tue'],
  ['@mon,tue,wed', '@mon-wed'],
  ['@wed,tue,mon,fri', '@mon-wed+fri'],
  ['@fri-mon', '@mon+fri-sun'],
  ['@8,9,10,12,13', '@8-10+12+13'],
  ['@1+3+5', '@1+3+5'],
  ['@0-23', '@0-23'],
  ['@1ST', '@1st'],
  ['@15th,1st@0', '@1st+15th'],
  ['@31st@2', '@last@2'],
  ['@last+31st', '@last'],
  ['@2nd+3rd+4th+11th+12th+13th', '@2nd+3rd+4th+11th+12th+13th'],
  ['@10th+20th+21st+22nd+23rd+24th+30th', '@10th+20th+21st+22nd+23rd+24th+30th'],
  ['7@0', '7@0'],
  ['7@mon-fri@2', '7@mon-fri@2'],
  ['A=7@0  b=4@sun @3', 'a=7 b=4@sun@3'],
] as const)('%s is written %s', ([value, text]) => {
  const read = parseFrequency(value);
  expect(read.ok && frequencyText(read.value)).toBe(text);
});

test.for([
  ['1', true],
  ['6h', true],
  ['@sat', true],
  ['7@sat', false],
  ['0@sat', false],
  ['nightly=7', false],
] as const)('C-4 %s needs a retention beside it: %s', ([value, answer]) => {
  const read = parseFrequency(value);
  expect(read.ok && needsRetention(read.value)).toBe(answer);
});
