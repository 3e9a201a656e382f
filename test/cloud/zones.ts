/** A zone as one account sees it; a test changes it as it likes. */
export interface Zone {
  readonly name: string;
  /** The same place has the same id in every account, while names are each account's own. */
  readonly id: string;
  type: 'availability-zone' | 'local-zone' | 'wavelength-zone';
  state: 'available' | 'unavailable' | 'impaired' | 'constrained';
  optIn: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
  /** The types of volumes that can be made there. */
  volumeTypes: string[];
  /** Those of them, and the instance types, that nobody gets at the moment. */
  exhausted: string[];
}

export type ZoneWish = Partial<Omit<Zone, 'name'>>;

export const VOLUME_TYPES = ['standard', 'io1', 'io2', 'gp2', 'gp3', 'sc1', 'st1'];

/** Three zones, a to c, in every region. */
export function zonesOf(account: string, region: string): Map<string, Zone> {
  const shift = Number(account.slice(-1)) + 1;
  const zones = ['a', 'b', 'c'].map((letter, index) =>
    newZone(region, `${region}${letter}`, { id: `${short(region)}-az${((index + shift) % 3) + 1}` }),
  );
  return new Map(zones.map((zone) => [zone.name, zone]));
}

/** A Local Zone has gp2 alone, as most of AWS's do, and is open to whoever opted in. */
export function newZone(region: string, name: string, wish: ZoneWish): Zone {
  const isLocal = (wish.type ?? 'availability-zone') !== 'availability-zone';
  return {
    name,
    id: `${short(region)}${name.slice(region.length).replace(/-?([a-z])$/, '')}-az1`,
    type: 'availability-zone',
    state: 'available',
    optIn: isLocal ? 'opted-in' : 'opt-in-not-required',
    volumeTypes: isLocal ? ['gp2'] : [...VOLUME_TYPES],
    exhausted: [],
    ...wish,
  };
}

/** `eu-west-1` is `euw1`, `ap-southeast-2` is `apse2`. */
function short(region: string): string {
  const [place = '', ...rest] = region.split('-');
  const words = rest.map((word) => word.replace(/^(north|south)(east|west)$/, '$1-$2'));
  return place + words.flatMap((word) => word.split('-').map(([first = '']) => first)).join('');
}
