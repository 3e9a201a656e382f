/** A person's mistake in a prop or a context key: says what it is, what would do, and how to give it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
