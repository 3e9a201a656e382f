import type { Tags } from './records.ts';
import type { Place, World } from './world.ts';

/** What instances are launched by; its versions are numbered from 1. */
export interface LaunchTemplate {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly createdAt: Date;
  tags: Tags;
  readonly versions: TemplateVersion[];
  defaultVersion: number;
}

export interface TemplateVersion {
  readonly number: number;
  readonly createdAt: Date;
  /** An image's id, or like `resolve:ssm:/golden`; undefined of a version that leaves it open. */
  readonly imageId: string | undefined;
  /** The image's id that is in the parameter. */
  readonly resolvesTo: string | undefined;
}

export interface TemplateWish {
  /** What each version launches. */
  readonly images: readonly (string | undefined)[];
  readonly name?: string;
  readonly tags?: Tags;
  /** @default 1, as AWS leaves it until somebody changes it */
  readonly defaultVersion?: number;
  /** The images in the parameters of Systems Manager that versions name, like `/golden`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Launches instances by a template, or by a launch configuration, its predecessor. */
export interface AutoScalingGroup {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: Date;
  launches: Launches;
}

export type Launches =
  | { readonly kind: 'configuration'; readonly name: string }
  | ({ readonly kind: 'template' } & TemplateChoice)
  | ({ readonly kind: 'mixed'; readonly overrides: readonly Override[] } & TemplateChoice);

export interface TemplateChoice {
  readonly template: LaunchTemplate;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

/** What a policy of mixed instances launches in place of its template. */
export interface Override {
  readonly instanceType?: string;
  readonly choice?: TemplateChoice;
  readonly imageId?: string;
}

export interface LaunchConfiguration {
  readonly name: string;
  readonly imageId: string;
  readonly createdAt: Date;
}

export function newTemplate(world: World, { account, region }: Place, wish: TemplateWish): LaunchTemplate {
  const id = world.ids.next('lt');
  const createdAt = world.clock.now();
  const { images, parameters = {} } = wish;
  return {
    id,
    account,
    region,
    name: wish.name ?? `template-${id}`,
    createdAt,
    tags: { ...wish.tags },
    versions: images.map((imageId, index) => ({
      number: index + 1,
      createdAt,
      imageId,
      resolvesTo: parameters[imageId?.replace('resolve:ssm:', '') ?? ''],
    })),
    defaultVersion: wish.defaultVersion ?? 1,
  };
}
