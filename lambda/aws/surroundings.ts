import type { Environment } from './proxy.ts';

/** How this process reaches AWS. Apart from the clients, so that a door can say it before the SDK is loaded. */

/** What a door knows of the process that it stands in. */
export interface Surroundings {
  /** Says which proxy is used: see `proxyFor`. */
  readonly env: Environment;
  /**
   * Asks a person for the code that a device of theirs shows now, by its serial number. All clients then share one
   * session, so a person is asked once.
   */
  readonly mfaCode?: (serial: string) => Promise<string>;
}

let current: Surroundings = { env: {} };

/** Tells all clients that are opened from now on where they work. A door calls it once, at its start. */
export function workIn(given: Surroundings): void {
  current = given;
}

export function surroundings(): Surroundings {
  return current;
}
