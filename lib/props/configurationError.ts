/** Props and the values that would do, which go together. */
export type Remedy = Readonly<Record<string, string | number | boolean>>;

/** A person's mistake in a prop or a context key: says what it is, what would do, and how to give it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  /**
   * Each of these would mend it; none where something has to be left out.
   *
   * @default - another value of the prop that the message begins with
   */
  readonly wouldDo: readonly Remedy[] | undefined;

  constructor(message: string, wouldDo?: readonly Remedy[]) {
    super(message);
    this.wouldDo = wouldDo;
  }
}
