import type { CoverageSums, CoveredVolume, Standing, WorstGap } from './covered.ts';

export function sumsOf(volumes: readonly CoveredVolume[]): CoverageSums {
  return addedSums(volumes.map(sumsOfOne));
}

/** The sums of several volumes, regions or accounts together. */
export function addedSums(parts: readonly CoverageSums[]): CoverageSums {
  const count = (standing: Standing): number => sum(parts.map(({ volumes }) => volumes[standing]));
  return {
    volumes: {
      outside: count('outside'),
      unprotected: count('unprotected'),
      'no objective': count('no objective'),
      inside: count('inside'),
    },
    untagged: sum(parts.map(({ untagged }) => untagged)),
    known: sum(parts.map(({ known }) => known)),
    inside: sum(parts.map(({ inside }) => inside)),
    isAtLeast: parts.some(({ isAtLeast }) => isAtLeast),
    assumed: sum(parts.map(({ assumed }) => assumed)),
    since: foremost(
      parts,
      ({ since }) => since,
      (a, b) => a < b,
    ),
    worst: foremost(parts, ({ worst }) => worst, isWorse),
    oldest: foremost(
      parts,
      ({ oldest }) => oldest,
      (a, b) => a > b,
    ),
  };
}

const NO_VOLUMES = { outside: 0, unprotected: 0, 'no objective': 0, inside: 0 };

function sumsOfOne(one: CoveredVolume): CoverageSums {
  const { standing, asked, objective, age, ledger } = one;
  const common = { volumes: { ...NO_VOLUMES, [standing]: 1 }, untagged: asked === 'untagged' ? 1 : 0 };
  if (objective === undefined) return { ...common, known: 0, inside: 0, isAtLeast: false, assumed: 0 };
  const { known, inside, isAtLeast, assumed, since } = ledger;
  return {
    ...common,
    known,
    inside,
    isAtLeast,
    assumed,
    since,
    worst: worstGap(one, objective.hours),
    oldest: age,
  };
}

function worstGap(one: CoveredVolume, objective: number): WorstGap | undefined {
  const { worst } = one.ledger;
  if (worst === undefined || worst.age <= objective) return undefined;
  const { account, region, volumeId, name, instanceId, instanceName, device } = one;
  const { age, at } = worst;
  return {
    account,
    region,
    volumeId,
    name,
    instanceId,
    instanceName,
    device,
    age,
    beyond: age - objective,
    at,
  };
}

/** Ties are broken by id, so that the same regions always give the same answer. */
function isWorse(a: WorstGap, b: WorstGap): boolean {
  return a.beyond > b.beyond || (a.beyond === b.beyond && a.volumeId < b.volumeId);
}

function foremost<Part, Value>(
  parts: readonly Part[],
  valueOf: (part: Part) => Value | undefined,
  isBefore: (a: Value, b: Value) => boolean,
): Value | undefined {
  let found: Value | undefined;
  for (const part of parts) {
    const value = valueOf(part);
    if (value !== undefined && (found === undefined || isBefore(value, found))) found = value;
  }
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
