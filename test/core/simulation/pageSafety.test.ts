import { describe, expect, test } from 'vitest';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import { PAGE_SCRIPT, PAGE_SCRIPT_HASH } from '../../../lambda/core/simulation/page/script.ts';
import { PAGE_STYLE, PAGE_STYLE_HASH } from '../../../lambda/core/simulation/page/style.ts';
import type { SimulatedVolume } from '../../../lambda/core/simulation/diary.ts';
import { elements, HOSTILE, isSafe } from '../page/safety.ts';
import { firstRun, simulatedSnapshot, simulatedVolume, simulation } from './simulated.ts';

/** A page on which every text that is anybody's is this one. */
function pageOf(text: string): string {
  return simulationPage([
    simulation({
      region: text,
      timeZone: 'UTC',
      volumes: [volumeOf(text, text), volumeOf(`2 ${text}`, text)],
      firstRun: firstRun({
        deletes: [{ volumeId: text, snapshotId: text, because: text }],
        brakes: [text],
        problems: [{ volumeId: text, key: text, value: text, source: `not ${text}`, remedy: text }],
      }),
    }),
  ]);
}

function volumeOf(volumeId: string, text: string): SimulatedVolume {
  const snapshots = [simulatedSnapshot({ snapshotId: text, kept: [{ rules: text }] })];
  const words = { name: text, instance: text, device: text, schedule: text, retention: text };
  return simulatedVolume({ volumeId, ...words, snapshots });
}

function plain(): string {
  return pageOf('plain');
}

describe('anybody’s text', () => {
  test.for(HOSTILE)('cannot be %s', ([, text]) => {
    const page = pageOf(text);
    expect(page).not.toContain(text);
    expect(elements(page)).toEqual(elements(plain()));
  });

  test('is shown as it is, with what cannot be seen by number', () => {
    expect(pageOf('a<b> "c" \u202Ed')).toContain(
      '<bdi>&#34;a&#60;b&#62; \\u{22}c\\u{22} \\u{202e}d&#34;</bdi>',
    );
  });
});

isSafe(plain, { style: [PAGE_STYLE, PAGE_STYLE_HASH], script: [PAGE_SCRIPT, PAGE_SCRIPT_HASH] });
