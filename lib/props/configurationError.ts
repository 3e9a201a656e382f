import { type Mistake, MistakeError, sentence } from '../../lambda/settings/mistake.ts';

/** Props, by their paths, and the values to give them together. */
export type Remedy = Readonly<Record<string, PropValue>>;

/** A group of props is given by an object. */
type PropValue = string | number | boolean | readonly string[] | object;

/** A mistake in a prop, by its path (`members.accounts`), or in a context key. */
export interface WrongProp extends Omit<Mistake, 'like'> {
  readonly key: string;
  /** Undefined where something has to be left out, and where no value is safe. */
  readonly remedy?: Remedy | undefined;
}

/** A person's mistake in a prop or a context key. */
export class ConfigurationError extends MistakeError {
  override readonly name = 'ConfigurationError';
  readonly wrong: WrongProp;

  /** @param words Those of the door where it was made; without them it is told in the names of props. */
  constructor(wrong: WrongProp, { key, like, message }: Words = inProps(wrong)) {
    super({ ...wrong, key, like }, message);
    this.wrong = wrong;
  }
}

/** A mistake as the person who made it reads it. */
export interface Words {
  readonly key: string;
  readonly like: string | undefined;
  readonly message: string;
}

function inProps(wrong: WrongProp): Words {
  const like = asProps(wrong);
  return { key: wrong.key, like, message: sentence({ ...wrong, like }, wrong.key) };
}

function asProps({ key, remedy }: WrongProp): string | undefined {
  if (remedy === undefined) return undefined;
  return Object.entries(remedy)
    .map(([prop, value]) => (prop === key ? '' : `${prop}: `) + JSON.stringify(value))
    .join(', ');
}
