import { PAGE_SCRIPT } from '../../../lambda/core/simulation/page/script.ts';
import { PAGE_STYLE } from '../../../lambda/core/simulation/page/style.ts';

/** Elements and attributes of the page of `simulate`; what else is there was written by somebody else. */
const ELEMENTS = new Set(
  `html head meta title style script body header main section article footer nav div span p strong bdi code
  h1 h2 h3 h4 ul li dl dt dd table thead tbody tr th td details summary a i pre`.split(/\s+/),
);
const ATTRIBUTES = new Set(
  `lang charset name content http-equiv class id role scope colspan title tabindex href hidden
  aria-label aria-labelledby aria-readonly aria-selected data-label`.split(/\s+/),
);

/** What the script of the page works with: a day that can be chosen, and a line that it draws. No value in it is anybody's words. */
const CONTROLS =
  /<label for="day">|<\/label>|<button type="button" value="-?1" aria-label="A day (?:earlier|later)">|<\/button>|<input type="range" id="day" min="0" max="\d+" value="\d+" data-first="[\d-]*" data-totals="[\d ]*" data-one="[a-z ]*" data-many="[a-z ]*">|<output for="day"><\/output>|<svg height="62"><\/svg>/g;

/** What is on a page that the page's own markup does not have. */
export function strangersOn(page: string): string[] {
  const own = page
    .replace(PAGE_SCRIPT, '')
    .replace(PAGE_STYLE, '')
    .replace(/^<!doctype html>/i, '')
    .replaceAll(CONTROLS, '');
  const text = own.replaceAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/g,
    (tag, _, name, given) => {
      const names = [...String(given).matchAll(/([a-z-]+)(?:="[^"]*")?/g)].map(([, one]) => one ?? '');
      const isOwn = ELEMENTS.has(String(name)) && names.every((one) => ATTRIBUTES.has(one));
      return isOwn ? '' : tag;
    },
  );
  return [
    ...(text.match(/<.{0,80}/g) ?? []),
    ...(own.match(/<script/g) ?? []).slice(1),
    ...(text.match(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu) ?? []),
  ];
}
