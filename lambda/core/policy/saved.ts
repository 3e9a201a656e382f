import { type Keys, keysOf } from '../keys.ts';

/** What is saved, and what is made of it: the engine decides alike for both, and speaks of either. */
export interface Saved {
  readonly of: 'volume' | 'instance';
  readonly one: 'snapshot' | 'image' | 'replica';
}

export const SNAPSHOTS: Saved = { of: 'volume', one: 'snapshot' };

export const IMAGES: Saved = { of: 'instance', one: 'image' };

export const REPLICAS: Saved = { of: 'volume', one: 'replica' };

/** The keys that the snapshots and the images of a server share: what stops both, and the pin. */
export function sharedKeys({ prefix, saved }: Speaking): Pick<Keys, 'ignore' | 'keep'> {
  return keysOf(saved?.one === 'image' ? prefix.replace(/_image$/, '') : prefix);
}

/** Of what is spoken, and by which prefix. */
export interface Speaking {
  readonly prefix: string;
  /** @default snapshots of volumes */
  readonly saved?: Saved | undefined;
}
