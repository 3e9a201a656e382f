import fc from 'fast-check';

/** Something that holds for whatever an attacker or a tired person sends, and what was tried. */
export interface Law {
  readonly name: string;
  readonly property: (count: Count) => fc.IAsyncProperty<readonly unknown[]>;
  /** What the numbers of `count` say. */
  readonly about: (counted: Readonly<Record<string, number>>) => string;
}

export type Count = (what: string, times: number) => void;

/** So many tries of a law, or why it is broken. */
export interface Tried {
  readonly name: string;
  readonly runs: number;
  readonly about: string;
  readonly broken?: string;
}

/** Tries a law; the same seed tries the same. */
export async function tried(
  law: Law,
  wish: { readonly seed: number; readonly runs: number; readonly path?: string | undefined },
): Promise<Tried> {
  const counted: Record<string, number> = {};
  const count: Count = (what, times) => {
    counted[what] = (counted[what] ?? 0) + times;
  };
  const { seed, runs, path } = wish;
  const details = await fc.check(law.property(count), {
    seed,
    numRuns: runs,
    includeErrorInReport: true,
    ...(path === undefined ? {} : { path }),
  });
  const zeros = new Proxy(counted, { get: (target, key) => target[String(key)] ?? 0 });
  const about = law.about(zeros);
  const frame = { name: law.name, runs: details.numRuns, about };
  return details.failed ? { ...frame, broken: (await fc.asyncDefaultReportMessage(details)) ?? '' } : frame;
}
