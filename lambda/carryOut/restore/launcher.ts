import type { LaunchedInstance, LaunchPlan } from '../../core/restore/launched/launchPlan.ts';
import type { Reply } from '../writer.ts';

/** The calls of a launch in one region. Each can be sent again. */
export interface Launcher {
  /** Launches an instance, and gives its id. The same token never launches a second one. */
  readonly launch: (plan: LaunchPlan, token: string) => Promise<Reply<string>>;
  /** Whether AWS would launch it, without launching it. */
  readonly mayLaunch: (plan: LaunchPlan) => Promise<Reply<void>>;
  /** All instances that carry `<prefix>_restore=<id>`, oldest first; those that are over for about an hour. */
  readonly launched: (id: string) => Promise<readonly LaunchedInstance[]>;
  readonly close: () => void;
}
