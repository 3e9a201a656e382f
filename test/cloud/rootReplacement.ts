import { beginAttaching, part, rootOf } from './attachmentLife.ts';
import { SECOND } from './clock.ts';
import type { Attachment, RootTask, Volume } from './records.ts';
import { later } from './upcoming.ts';
import { attachmentTo } from './world.ts';
import type { Place } from './world.ts';

/** Each of the three steps takes as long: `pending`, detaching, attaching. */
export const STEP = 20 * SECOND;

/**
 * Brings a task to the end that its instance's `rootReplacement` says. The
 * old volume is detached before the new one is attached, so no device is
 * there twice.
 */
export function replaceRoot(
  place: Place,
  task: RootTask,
  incoming: {
    readonly volume: () => Volume;
    readonly deleteOnTermination: (old: Attachment) => boolean;
    readonly key: 'usable' | 'unusable';
  },
): void {
  const { instance } = task;
  const { rootDevice: device, rootReplacement } = instance;
  const ending = incoming.key === 'usable' ? rootReplacement : 'failed';
  const old = rootOf(place, instance);
  const attachment = old && attachmentTo(old, instance);
  const fail = (at: Date, underWay: RootTask['state'], state: RootTask['state']) => {
    task.state = underWay;
    later(place, at, STEP, (end) => finish(task, state, end));
  };
  later(place, task.startedAt, STEP, (begun) => {
    const volume = incoming.volume();
    // What was free when the task was asked for may have been taken since.
    if (!old || !attachment || volume.state !== 'available' || instance.state !== 'running')
      return fail(begun, 'failing', 'failed');
    task.state = 'in-progress';
    attachment.state = 'detaching';
    later(place, begun, STEP, (detached) => {
      if (ending === 'failed') {
        attachment.state = 'attached';
        return fail(detached, 'failing', 'failed');
      }
      part(old, attachment);
      if (ending === 'failed-detached') return fail(detached, 'failing-detached', 'failed-detached');
      const deleteOnTermination = incoming.deleteOnTermination(attachment);
      const fresh = beginAttaching(place, volume, {
        instance,
        device,
        attachedAt: detached,
        deleteOnTermination,
        key: 'usable',
      });
      later(place, detached, STEP, (end) => {
        fresh.state = 'attached';
        if (task.deletesReplaced) place.volumes.remove(old);
        finish(task, 'succeeded', end);
      });
    });
  });
}

function finish(task: RootTask, state: RootTask['state'], at: Date): void {
  task.state = state;
  task.completedAt = at;
}
