/** What is saved, and what is made of it: the engine decides alike for both, and speaks of either. */
export interface Saved {
  readonly of: 'volume' | 'instance';
  readonly one: 'snapshot' | 'image';
}

export const SNAPSHOTS: Saved = { of: 'volume', one: 'snapshot' };

export const IMAGES: Saved = { of: 'instance', one: 'image' };
