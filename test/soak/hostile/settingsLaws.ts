import fc from 'fast-check';
import { iso } from '../../../lambda/core/calendar.ts';
import { nowFor } from '../../../lambda/core/now.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import { DAILY, dailyCopies, instance, inventory, NOW, readAs, volume } from '../../core/fixtures.ts';
import { follow, nameIn } from './advice.ts';
import { anEnvironment, anEvent, KEYS } from './events.ts';
import type { Law } from './law.ts';

/** As AWS's answers are read: without prototypes. */
const world = inventory({
  instances: [instance({ tags: bare(DAILY) })],
  volumes: [volume({ tags: bare({}) })],
  snapshots: dailyCopies(5),
});

function bare(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.assign(Object.create(null), tags);
}

/** Whatever starts the function: settings that a plan can be made with, or advice that leads there. */
export const settingsLaw: Law = {
  name: 'events and environments',
  about: ({ accepted, advice }) => `${accepted} taken at once, ${advice} messages followed to the end`,
  property: (count) =>
    fc.asyncProperty(anEvent, anEnvironment, async (text, env) => {
      const event: unknown = text === undefined ? undefined : JSON.parse(text);
      const { settings, messages } = follow({ event, env });
      count(messages.length === 0 ? 'accepted' : 'advised', 1);
      count('advice', messages.length);
      const keys = messages.map(nameIn);
      if (new Set(keys).size > KEYS.length + 2) throw new Error(`too much advice: ${messages.join('\n')}`);
      const { now } = nowFor(settings.scheduledTime, NOW);
      makePlan(readAs(settings.prefix, world), settings, now);
      if (settings.scheduledTime !== undefined) iso(settings.scheduledTime);
    }),
};
