import type { Stretch } from '../disk.ts';

/** What one format says of a stretch of a disk. */
export interface Recognised {
  /** `ext4`, `xfs`, `swap` … : a word of small letters and digits. */
  readonly kind: string;
  /** Why it is not sound, as the end of a sentence: `the checksum of its superblock does not match`; absent where it is. */
  readonly damage?: string | undefined;
  /** Something in it cannot be seen: it is encrypted, or only a part of something larger. @default false */
  readonly isOpaque?: true | undefined;
}

/** Recognises one format by its bytes alone; undefined where the stretch holds something else. */
export type Format = (stretch: Stretch) => Recognised | undefined;
