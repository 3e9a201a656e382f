import { needsRetention, parseFrequency } from '../core/grammar/frequency.ts';
import type { Parsed } from '../core/grammar/parsed.ts';
import { parseReplicate } from '../core/grammar/replicate.ts';
import { parseRetention } from '../core/grammar/retention.ts';
import { inQuotes } from '../core/text.ts';
import { quoted, TOGETHER } from '../settings/mistake.ts';
import { CommandError } from './command.ts';

/**
 * The meaning of a frequency or a retention that a flag gives.
 *
 * @param outcome What happens now: `nothing was changed`.
 * @throws CommandError where it cannot be read.
 */
export function readable<T>(flag: string, text: string, parsed: Parsed<T>, outcome: string): T {
  if (parsed.ok) return parsed.value;
  const { place, expected } = parsed;
  const like = parsed.like === undefined ? undefined : quoted(parsed.like);
  const use = like === undefined ? '' : `; use ${like}`;
  throw new CommandError(
    { code: 'wrong-value', key: flag, found: text, like },
    `${flag} ${inQuotes(text)} is wrong at character ${place}: ${expected}${use}; ${outcome}`,
  );
}

/**
 * Refuses flags of a policy to simulate that would be the same problem of every volume.
 *
 * `--retain` can be absent where volumes with tags of their own are simulated.
 */
export function refuseUnreadable({
  frequency,
  retain,
  replicate,
  volumes,
}: {
  readonly frequency?: string | undefined;
  readonly retain?: string | undefined;
  readonly replicate?: string | undefined;
  readonly volumes?: string | undefined;
}): void {
  const outcome = 'nothing was simulated';
  if (retain !== undefined) readable('--retain', retain, parseRetention(retain), outcome);
  if (replicate !== undefined) readable('--replicate', replicate, parseReplicate(replicate), outcome);
  if (frequency === undefined) return;
  const meaning = readable('--frequency', frequency, parseFrequency(frequency), outcome);
  if (needsRetention(meaning) && retain === undefined && volumes !== undefined) {
    const must = `be given beside --frequency ${quoted(frequency)}, which has no count of its own`;
    throw new CommandError({ code: 'missing', key: '--retain', must, like: '7' });
  }
  if (meaning.kind === 'counted' && retain !== undefined) {
    const must = `be absent beside --frequency ${quoted(frequency)}, which has a count of its own`;
    throw new CommandError({ code: TOGETHER, key: '--retain', found: retain, must });
  }
}
