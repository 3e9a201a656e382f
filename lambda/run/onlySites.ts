import type { Site } from '../aws/clients.ts';

/** A region in which copies are kept, and nothing else is looked at. */
export type PlaceOnly = Site & { readonly isPlaceOnly: true };

/** Whether nothing but copies is kept there. */
export function isPlaceOnly(site: Site | PlaceOnly): site is PlaceOnly {
  return 'isPlaceOnly' in site;
}

/** A region of another account, whose snapshots are copied, and where nothing else is done. */
export type SourceOnly = Site & { readonly isSourceOnly: true };

/** Whether its snapshots are copied to another account, and nothing else is done there. */
export function isSourceOnly(site: Site | SourceOnly): site is SourceOnly {
  return 'isSourceOnly' in site;
}
