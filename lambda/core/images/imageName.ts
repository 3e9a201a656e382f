import { iso } from '../calendar.ts';

/** What the name of an image of ours says. */
export interface ImageName {
  readonly instanceId: string;
  /** When its slot began. */
  readonly slot: Date;
}

/**
 * The name of the image of one slot of an instance: `autosnap-i-0123456789abcdef0-20261128T0200Z`.
 *
 * AWS refuses a second image of the same name, so no run can make two of one slot. AMI names have no `:` and no `+`.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html
 */
export function imageName(prefix: string, { instanceId, slot }: ImageName): string {
  const [day = '', time = ''] = iso(slot).split('T');
  return `${prefix}-${instanceId}-${day.replaceAll('-', '')}T${time.slice(0, 5).replace(':', '')}Z`;
}

/** The name to use where the one before is taken: `…-2`, then `…-3`. */
export function nextName(name: string): string {
  const [, base = name, number = '1'] = /^(.*T\d{4}Z)-(\d+)$/.exec(name) ?? [];
  return `${base}-${Number(number) + 1}`;
}

/** The first name of a slot that no image has. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  while (taken.has(name)) name = nextName(name);
  return name;
}

const NAME = /^(i-[0-9a-z]{1,40})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z(?:-\d{1,4})?$/;

/** Reads the name of an image; undefined where this tool gives no such names. */
export function imageNameIn(name: string, prefix: string): ImageName | undefined {
  if (!name.startsWith(`${prefix}-`)) return undefined;
  const [, instanceId, year, month, day, hour, minute] = NAME.exec(name.slice(prefix.length + 1)) ?? [];
  const slot = new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return instanceId === undefined || Number.isNaN(slot.getTime()) ? undefined : { instanceId, slot };
}
