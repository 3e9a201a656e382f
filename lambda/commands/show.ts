import stringWidth from 'string-width';
import { iso } from '../core/calendar.ts';
import { show } from '../core/show/show.ts';
import { wrappedText } from '../core/report/told.ts';
import { shownThing } from '../core/show/shownImages.ts';
import { hasProblem, isScheduled, showText } from '../core/show/showText.ts';
import { COLUMNS } from '../core/show/snapshotLines.ts';
import { version } from '../version.ts';
import type { Answer, CommandContext } from './command.ts';
import { lookFor, withImages } from './lookUp.ts';

/** Explains one instance, volume, snapshot or image. Status 3 where nothing is scheduled, or a tag cannot be read. */
export async function showCommand(name: string, context: CommandContext): Promise<Answer> {
  const { settings, clock } = context;
  const now = clock.now();
  const shown = show(await lookFor(name, withImages(context)), settings, now);
  const isWell = isScheduled(shown) && !hasProblem(shown);
  return {
    document: {
      kind: 'show',
      tool: 'aws-snapper',
      version,
      now: iso(now),
      timeZone: settings.zone.name,
      prefix: settings.prefix,
      isScheduled: isScheduled(shown),
      ...shownThing(shown),
    },
    text: wrappedText(
      showText(shown, { now, zone: settings.zone, prefix: settings.prefix }),
      COLUMNS,
      stringWidth,
    ),
    status: isWell ? 0 : 3,
  };
}
