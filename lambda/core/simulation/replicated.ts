import type { Inventory } from '../inventory.ts';
import { REPLICAS } from '../policy/saved.ts';
import { copiedSources, sparingNeeded, withProblems } from '../replicas/allPlaces.ts';
import { askedAnywhere, type Asking } from '../replicas/asking.ts';
import type { SourceRegion } from '../replicas/planReplicas.ts';
import { type Place, placeText } from '../text.ts';
import { type Book, openBook, type Simulated, type Span } from './book.ts';
import { openLife } from './life.ts';
import { openPlace, placeInWords, type PlaceLife, type ReplicatedSettings } from './placeLife.ts';
import { bookOf, isBooked, MOST_RECORDED, startsIn } from './simulation.ts';

/** Some days of regions and of the places that keep their replicas. */
export interface Replicated {
  /** In the order of the inventories. */
  readonly regions: readonly Simulated[];
  /** In the order in which the tags name them. */
  readonly places: readonly SimulatedPlace[];
}

/** What would happen at one place. Its `region` is the name of the place. */
export interface SimulatedPlace extends Simulated {
  readonly place: Place;
}

/**
 * Simulates some days of regions together with the places that their tags name.
 *
 * Each run decides for all of them, as a real one does: what is being replicated is not deleted at home. Each place can keep
 * replicas, also one in another account, whatever the setting `replicas` says. Yields the instant of each run.
 *
 * @param kept Regions of which only the replicas count. @default none
 */
export function* simulateReplicas(
  inventories: readonly Inventory[],
  settings: ReplicatedSettings,
  span: Span,
  kept: readonly Inventory[] = [],
): Generator<Date, Replicated> {
  const { zone } = settings;
  const homes = inventories.map((inventory) => openHome(inventory, settings, span));
  let places: readonly OpenPlace[] | undefined;
  for (const start of startsIn(span, zone)) {
    const planned = homes.map((home) => {
      const plan = home.life.plan(start);
      return { ...home, plan, asked: askedAnywhere(plan, settings.prefix) };
    });
    places ??= placesIn(planned.flatMap(({ asked }) => asked.asking)).map((place) =>
      openOne(place, [...inventories, ...kept], settings, span),
    );
    const sources = planned.map(
      ({ inventory: { region }, living, asked: { asking } }): SourceRegion => ({
        status: 'read',
        region,
        asking,
        living,
      }),
    );
    const decided = places.map((one) => ({ ...one, plan: one.life.plan(sources, start) }));
    const copied = copiedSources(
      places.map(({ life }) => life),
      decided.map(({ plan }) => plan),
    );
    for (const { life, book, plan, asked } of planned) {
      const spared = sparingNeeded(plan, copied);
      const snapshots = life.carryOut(spared, start).filter(isBooked);
      book.enter({ ...start, plan: withProblems(spared, asked), snapshots });
    }
    for (const { life, book, plan } of decided) {
      book.enter({ ...start, plan, snapshots: life.carryOut(plan, start) });
    }
    if (start.followUp === undefined) yield start.now;
  }
  return {
    regions: homes.map(({ book }) => book.close()),
    places: (places ?? []).map(({ life, book }) => ({ ...book.close(), place: life.place })),
  };
}

function openHome(inventory: Inventory, settings: ReplicatedSettings, span: Span) {
  return {
    inventory,
    living: new Set(inventory.volumes.map(({ id }) => id)),
    life: openLife(inventory, settings),
    book: bookOf(inventory, settings, span),
  };
}

interface OpenPlace {
  readonly life: PlaceLife;
  readonly book: Book;
}

function openOne(
  place: Place,
  inventories: readonly Inventory[],
  settings: ReplicatedSettings,
  span: Span,
): OpenPlace {
  const life = openPlace(place, inventories, settings);
  const book = openBook({
    region: placeText(place),
    saved: REPLICAS,
    zone: settings.zone,
    span,
    mostRecorded: MOST_RECORDED,
    before: life.snapshots.length,
    words: (managed) => placeInWords(managed, settings),
  });
  return { life, book };
}

/** Each place that is named. */
function placesIn(asking: readonly Asking[]): Place[] {
  const all = asking.flatMap(({ replications }) => replications);
  return [
    ...new Map(
      all.map(({ account, region }) => [placeText({ account, region }), { account, region }]),
    ).values(),
  ];
}
