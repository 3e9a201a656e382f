import type { CreateImage } from '../../core/plan/creation.ts';
import type { DeleteImage, DeleteOne } from '../../core/plan/plan.ts';
import type { Tags } from '../../core/snapshot.ts';
import type { DeleteReply, Reply } from '../writer.ts';

/** An image of this account that has a name which was asked for. */
export interface NamedImage {
  readonly id: string;
  /** As AWS has it: `pending`, `available`, `failed`, `disabled`, … */
  readonly state: string;
  /** By mark, name and description together. */
  readonly isOurs: boolean;
  readonly tags: Tags;
}

/** Sends each kind of action on images in one region. A look is undefined where AWS does not answer. */
export interface ImageWriter {
  /** The answer names the image; it can be empty. */
  readonly 'create image': (one: CreateImage) => Promise<Reply<string | undefined>>;
  readonly 'delete image': (one: DeleteImage) => Promise<DeleteReply>;
  /** Deletes a snapshot that a deregistration left. */
  readonly 'delete one': (one: DeleteOne) => Promise<DeleteReply>;
  /** The image of this name; none where AWS lists none. */
  readonly named: (name: string, prefix: string) => Promise<NamedImage | 'none' | undefined>;
  /** The state of an instance; `gone` where there is none. */
  readonly stateOf: (instanceId: string) => Promise<string | undefined>;
  readonly close: () => void;
}
