import type { Instance, Volume } from '../../../lambda/core/inventory.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import type { Rhythm } from './slots.ts';
import { EVERY, type Often, RETAIN, type Rule } from './vocabulary.ts';

/** What the tags of one volume ask for, read as docs/tags.md says it, beside and not through the program. */
export interface Asked {
  /** A copy may be taken for each of these; none where nobody asks. */
  readonly wishes: readonly Wish[];
  /** Why nothing of it may be deleted. */
  readonly losesNothing?: string | undefined;
}

export interface Wish {
  readonly rhythm: Rhythm;
  readonly rules: readonly Rule[];
}

type View =
  | { readonly kind: 'wish'; readonly wish: Wish; readonly isDefault: boolean }
  | { readonly kind: 'ignored' | 'paused' | 'untagged' | 'problem' };

export function askedOf(volume: Volume, instances: readonly Instance[], settings: PlanSettings): Asked {
  const { prefix } = settings;
  if (`${prefix}_ignore` in volume.tags) return nothing('ignored');
  if (volume.state !== 'in-use' && volume.state !== 'available') return nothing(volume.state);
  const isListed = (id: string): boolean => instances.some((one) => one.id === id);
  const hosts = instances.filter(
    ({ id, state }) => state !== 'terminated' && volume.instanceIds.includes(id),
  );
  const views =
    hosts.length === 0
      ? [view(volume.tags, {}, settings)]
      : hosts.map(({ tags }) => view(volume.tags, tags, settings));
  const wishes = views.flatMap((one) => (one.kind === 'wish' ? one : []));
  const tagged = wishes.filter(({ isDefault }) => !isDefault);
  const all = (list: typeof wishes): Wish[] => list.map(({ wish }) => wish);
  if (!volume.instanceIds.every(isListed)) return { wishes: all(tagged), losesNothing: 'unseen' };
  if (views.some(({ kind }) => kind === 'problem')) return { wishes: all(tagged), losesNothing: 'problem' };
  if (views.some(({ kind }) => kind === 'paused')) return { wishes: all(tagged), losesNothing: 'paused' };
  if (tagged.length > 0) return { wishes: all(tagged) };
  if (wishes.length > 0) return { wishes: all(wishes) };
  return nothing(views.map(({ kind }) => kind).join(' '));
}

function nothing(why: string): Asked {
  return { wishes: [], losesNothing: why };
}

/** A volume's tag goes before the instance's, key by key; an empty value means "not set". */
function view(own: Tags, hosts: Tags, { prefix, defaultPolicy }: PlanSettings): View {
  if (`${prefix}_ignore` in hosts) return { kind: 'ignored' };
  const written = (key: string): string => [own[key], hosts[key]].find((text) => text?.trim()) ?? '';
  const [everyText, retainText] = [written(prefix), written(`${prefix}_retain`)];
  const isDefault = everyText === '' && retainText === '';
  if (isDefault && defaultPolicy === undefined) return { kind: 'untagged' };
  if ('snapshot_tool' in own || 'snapshot_tool' in hosts) return { kind: 'problem' };
  const [every, retain] =
    isDefault && defaultPolicy !== undefined
      ? [meaning(EVERY, defaultPolicy.frequency), meaning(RETAIN, defaultPolicy.retain ?? '')]
      : [meaning(EVERY, everyText), meaning(RETAIN, retainText)];
  if (every === 'unreadable' || every === 'empty' || retain === 'unreadable') return { kind: 'problem' };
  if (every === 'paused') {
    const isContradicted = retain !== 'empty' && !everyText.includes('=');
    return { kind: isContradicted ? 'problem' : 'paused' };
  }
  if (!fits(every, retain === 'empty')) return { kind: 'problem' };
  const { rhythm, rules } = every;
  const more = retain === 'empty' ? [] : retain;
  const kept = more.map((rule): Rule => (rule.kind === 'last' ? { ...rule, kind: 'copies', rhythm } : rule));
  return { kind: 'wish', isDefault, wish: { rhythm, rules: [...rules, ...kept] } };
}

/** A frequency without a count needs a retention, one with a count of no set has none beside it. */
function fits({ counts }: Often, isAlone: boolean): boolean {
  return counts === 'named' || (counts === 'none') !== isAlone;
}

function meaning<T>(table: Readonly<Record<string, T>>, text: string): T {
  const found = table[text];
  if (found === undefined) throw new Error(`nobody said what ${JSON.stringify(text)} means`);
  return found;
}
