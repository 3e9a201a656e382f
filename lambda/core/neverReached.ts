/** Ends a `switch` over a union, so that a new kind fails to compile wherever it matters. */
export function neverReached(kind: never): never {
  throw new Error(`Unknown kind: ${JSON.stringify(kind)}`);
}
