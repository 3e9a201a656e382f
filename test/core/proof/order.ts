import { MOST_BLOCKS } from '../../../lambda/core/proof/disk.ts';
import { type Proof, proofIn, proofText } from '../../../lambda/core/proved.ts';
import { type Image, walk } from './images.ts';

/** What is wrong with a look at an image; nothing may be, whoever wrote on it. */
export function disorderOf(made: Image): string[] {
  const { seen, asked } = walk(made);
  const blocks = asked.flat();
  const proof: Proof = { at: 0, verdict: seen.verdict, kinds: seen.kinds };
  const claims = {
    'asks for too many blocks': blocks.length <= MOST_BLOCKS,
    'asks twice for a block': new Set(blocks).size === blocks.length,
    'asks for blocks outside the disk': blocks.every((index) => index >= 0 && index < made.sizeGiB * 2048),
    'asks in no order': asked.every((need) =>
      need.every((index, at) => at === 0 || index > (need[at - 1] ?? 0)),
    ),
    'has kinds that no record holds': seen.kinds.length <= 200 && /^[a-z0-9+: -]*$/.test(seen.kinds),
    'has a record that reads otherwise': JSON.stringify(proofIn(proofText(proof))) === JSON.stringify(proof),
    'is damaged without a word': seen.damages.length > 0 === (seen.verdict === 'damaged'),
  };
  return Object.entries(claims).flatMap(([claim, isSo]) => (isSo ? [] : [claim]));
}
