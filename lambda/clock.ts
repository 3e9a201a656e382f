/** Time as a run sees it. The doors make the real one; everything else is handed it. */
export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}
