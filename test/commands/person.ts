import { operator } from '../../lambda/aws/permissions.ts';
import { proofPerson } from '../../lambda/aws/proof/permissions.ts';
import { restorer } from '../../lambda/aws/restore/permissions.ts';
import { adoptCommand } from '../../lambda/commands/adopt.ts';
import type { Answer, CommandContext } from '../../lambda/commands/command.ts';
import { type CoverageFlags, coverageCommand } from '../../lambda/commands/coverage.ts';
import type { Document } from '../../lambda/commands/documents.ts';
import { pinCommand, unpinCommand } from '../../lambda/commands/pin.ts';
import { type ProveFlags, proveCommand } from '../../lambda/commands/prove.ts';
import { restoreCommand } from '../../lambda/commands/restore.ts';
import { showCommand } from '../../lambda/commands/show.ts';
import { type SimulateFlags, simulateCommand } from '../../lambda/commands/simulate.ts';
import { disableCommand, enableCommand } from '../../lambda/commands/enable.ts';
import { takeCommand } from '../../lambda/commands/take.ts';
import { takeImageCommand } from '../../lambda/commands/takeImage.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import type { Cloud, CloudWish } from '../cloud/cloud.ts';
import { clockOf, withEnvironment } from '../scenarios/snapper.ts';
import { freshCloud, ROLE } from '../scenarios/story.ts';

/** What a person may do who has the operator's list beside the role's. */
export const OPERATOR = [
  ...ROLE,
  ...operator({ partition: 'aws', account: '123456789012', prefixes: ['autosnap', 'db'] }),
];

/** What a person may do who has the list for restores alone. */
export const RESTORER = restorer({ partition: 'aws', account: '123456789012', prefixes: ['autosnap', 'db'] });

/** What a person may do who has the list for proofs alone. */
export const PROVER = proofPerson({
  partition: 'aws',
  account: '123456789012',
  prefixes: ['autosnap', 'db'],
});

/** A cloud in which everybody may do what an operator may, and nothing else. */
export async function personsCloud(wish?: CloudWish): Promise<Cloud> {
  const cloud = await freshCloud(wish);
  cloud.policy = OPERATOR;
  return cloud;
}

/** How a person gives a command: with settings, and what they say when they are asked. */
export interface Manner {
  readonly event?: unknown;
  readonly ask?: CommandContext['ask'];
  readonly onProgress?: CommandContext['onProgress'];
  readonly interruptible?: CommandContext['interruptible'];
  readonly onNote?: CommandContext['onNote'];
}

/** Gives a command in the regions of a cloud and at its time. Without `ask` the person agreed before. */
export async function give(
  cloud: Cloud,
  command: (context: CommandContext) => Promise<Answer>,
  { event = {}, ...manner }: Manner = {},
): Promise<Answer> {
  return withEnvironment(cloud.env, () =>
    command({ settings: readSettings(event, {}), clock: clockOf(cloud), ...manner }),
  );
}

export async function show(cloud: Cloud, name: string, event?: unknown): Promise<Answer> {
  return give(cloud, (context) => showCommand(name, context), { event });
}

export async function enable(
  cloud: Cloud,
  name: string,
  flags: Parameters<typeof enableCommand>[1],
  manner?: Manner,
): Promise<Answer> {
  return give(cloud, (context) => enableCommand(name, flags, context), manner);
}

export async function disable(cloud: Cloud, name: string, manner?: Manner): Promise<Answer> {
  return give(cloud, (context) => disableCommand(name, {}, context), manner);
}

/** `disable --image` */
export async function disableImages(cloud: Cloud, name: string, manner?: Manner): Promise<Answer> {
  return give(cloud, (context) => disableCommand(name, { image: true }, context), manner);
}

export async function takeNow(cloud: Cloud, name: string, event?: unknown): Promise<Answer> {
  return give(cloud, (context) => takeCommand(name, context), { event });
}

/** `take --image` */
export async function takeImageNow(cloud: Cloud, name: string, manner?: Manner): Promise<Answer> {
  return give(cloud, (context) => takeImageCommand(name, context), manner);
}

export async function pin(cloud: Cloud, id: string, because?: string, event?: unknown): Promise<Answer> {
  return give(cloud, (context) => pinCommand(id, because, context), { event });
}

export async function unpin(cloud: Cloud, id: string, event?: unknown): Promise<Answer> {
  return give(cloud, (context) => unpinCommand(id, context), { event });
}

export async function adopt(cloud: Cloud, ids: readonly string[], manner?: Manner): Promise<Answer> {
  return give(cloud, (context) => adoptCommand(ids, context), manner);
}

export async function restore(
  cloud: Cloud,
  name: string,
  flags: Parameters<typeof restoreCommand>[1] = {},
  manner?: Manner,
): Promise<Answer> {
  return give(cloud, (context) => restoreCommand(name, { yes: true, ...flags }, context), manner);
}

/** Without a terminal, and without `--yes`. */
export async function restoreUnasked(
  cloud: Cloud,
  name: string,
  flags: Parameters<typeof restoreCommand>[1] = {},
  manner?: Manner,
): Promise<Answer> {
  return give(cloud, (context) => restoreCommand(name, flags, context), manner);
}

/** `prove NAMES`, of somebody who agreed before. */
export async function prove(
  cloud: Cloud,
  names: readonly string[],
  flags: ProveFlags = {},
  manner?: Manner,
): Promise<Answer> {
  return give(cloud, (context) => proveCommand(names, { yes: true, ...flags }, context), manner);
}

/** `prove --accept`, of somebody who agreed before. */
export async function acceptProof(cloud: Cloud, accept: string, manner?: Manner): Promise<Answer> {
  return prove(cloud, [], { accept }, manner);
}

/** On a terminal that is 100 columns wide. */
export async function simulation(cloud: Cloud, flags: SimulateFlags, event?: unknown): Promise<Answer> {
  return give(cloud, (context) => simulateCommand(flags, 100, context), { event });
}

/** On a terminal that is 80 columns wide. */
export async function coverage(
  cloud: Cloud,
  flags: CoverageFlags = {},
  event?: unknown,
  manner?: Omit<Manner, 'event'>,
): Promise<Answer> {
  return give(cloud, (context) => coverageCommand(flags, 80, context), { event, ...manner });
}

/** What `--json` prints, as the kind that the story expects. */
export function documentOf<Kind extends Document['kind']>(
  { document }: Answer,
  kind: Kind,
): Extract<Document, { kind: Kind }> {
  const isOfKind = (one: Document): one is Extract<Document, { kind: Kind }> => one.kind === kind;
  if (!isOfKind(document)) throw new Error(`the document is a ${document.kind}, not a ${kind}`);
  return document;
}

export function linesOf({ text }: Answer): string[] {
  return text.split('\n');
}

/** A person who is shown what would change, and answers. */
export function asked(answer: boolean): { said: string[]; ask: (...words: string[]) => Promise<boolean> } {
  const said: string[] = [];
  return {
    said,
    ask: async (...words) => {
      said.push(...words);
      return answer;
    },
  };
}
