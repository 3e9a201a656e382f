import type { LoggedCall } from '../../cloud/cloud.ts';
import type { Fault } from '../../cloud/faults.ts';

/** A call that a clean run makes, told apart by what it is about. */
export interface Site {
  readonly action: string;
  readonly region: string;
  /** The volume, instance or snapshot, or the place in a listing; `any` for all calls of this action. */
  readonly about: string | undefined;
}

export function siteOf({ action, region, params }: Pick<LoggedCall, 'action' | 'region' | 'params'>): Site {
  const about =
    params['VolumeId'] ??
    params['SnapshotId'] ??
    params['InstanceSpecification.InstanceId'] ??
    params['InstanceId.1'] ??
    params['NextToken'];
  return { action, region, about };
}

/** The cloud gives the same ids to the same estate, so the calls of one life are the calls of all. */
export function sitesOf(calls: readonly LoggedCall[]): Site[] {
  const sites = new Map(calls.map((call) => [nameOf(siteOf(call)), siteOf(call)]));
  // A listing that fails is mended by ids, so the calls of both kinds together are a trouble of their own.
  const both = [...sites.values()].filter((one) => one.action === 'DescribeInstances' && !one.about);
  return [...sites.values(), ...both.map((one) => ({ ...one, about: 'any' }))];
}

export function nameOf({ action, region, about }: Site): string {
  return `${action} in ${region}${about === undefined ? '' : ` of ${about}`}`;
}

export function isAt(site: Site, call: Pick<LoggedCall, 'action' | 'region' | 'params'>): boolean {
  const here = siteOf(call);
  return (
    here.action === site.action &&
    here.region === site.region &&
    (site.about === 'any' || here.about === site.about)
  );
}

export function faultAt(site: Site, fault: Pick<Fault, 'effect' | 'times'>): Fault {
  const { action, region } = site;
  return { action, region, when: (params) => isAt(site, { action, region, params }), ...fault };
}
