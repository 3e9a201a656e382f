import { REPLICAS, type Saved, SNAPSHOTS } from '../policy/saved.ts';

/** What is counted: snapshots, images, or both. */
export interface Things {
  readonly one: string;
  readonly many: string;
}

/** How one simulation speaks of what it saves. */
export interface Words extends Things {
  readonly takes: string;
  readonly taken: string;
  /** Heads the times for which they stand. */
  readonly of: string;
}

export function wordsOf(saved: Saved): Words {
  const { one } = saved;
  const verbs = saved === SNAPSHOTS ? { takes: 'takes', taken: 'taken' } : { takes: 'makes', taken: 'made' };
  return { one, many: `${one}s`, ...verbs, of: saved === REPLICAS ? 'data of' : verbs.taken };
}

/** What some simulations count together. */
export function wordsOfAll(simulations: readonly { readonly saved: Saved }[]): Things {
  const each = [...new Set(simulations.map(({ saved }) => saved))].map(wordsOf);
  return {
    one: each.map(({ one }) => one).join(' or '),
    many: each.map(({ many }) => many).join(' and '),
  };
}

/** `3 volumes`, `images of 1 instance` */
export function subjectText(saved: Saved, counted: string): string {
  return saved === SNAPSHOTS ? counted : `${saved.one}s of ${counted}`;
}
