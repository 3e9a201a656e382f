/** The places of a rule in words. They are kept, because hundreds of thousands of copies are the third of seven. */
export function placeNames(name: string, count: number): (index: number) => string {
  const rule = `${name}of ${count}`;
  const names = knownNames.get(rule) ?? [];
  knownNames.set(rule, names);
  return (index) => (names[index] ??= `${name}${index + 1} of ${count}`);
}

const knownNames = new Map<string, string[]>();
