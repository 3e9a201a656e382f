/**
 * The part of the page's script that draws a line of snapshots: a mark for each that exists when a day ends.
 *
 * The line is even where that keeps the marks apart. Otherwise it is that of ages, so that an hour of today has
 * as much room as a month of last year.
 */
export const LINE_SCRIPT = `
const HOUR = 3600000;
const TICKS = [
  [HOUR, '1 hour'], [6 * HOUR, '6 hours'], [DAY, '1 day'], [7 * DAY, '1 week'], [30 * DAY, '1 month'],
  [91 * DAY, '3 months'], [365 * DAY, '1 year'], [1095 * DAY, '3 years'], [3650 * DAY, '10 years'],
];
/** Marks that are closer would be one, in pixels. */
const CLOSEST = 8;
/** The least distance of two words below the line, in pixels. */
const WORD = 64;

/** The snapshots of an article: when each is taken and deleted, and since when which rules keep it. */
const stays = new WeakMap();
function staysOf(line) {
  if (!stays.has(line)) {
    const [, ...rows] = line.parentElement.querySelector('.stays pre').textContent.split('\\n');
    stays.set(line, rows.filter(Boolean).map((row) => {
      const [taken, gone, kept] = [row.slice(0, 16), row.slice(18, 28).trim(), row.slice(30)];
      const [, made = taken.slice(0, 10)] = /^made (\\S+) · /.exec(kept) ?? [];
      const words = kept.replace(/^made \\S+ · /, '');
      const [first, ...others] = words.replace(/^\\* /, '').split('; since ');
      const rules = [['', first], ...others.map((one) => [one.slice(0, 10), one.slice(12)])];
      return { taken, made, gone, rules, isPinned: words.startsWith('* '), time: Date.parse(taken.replace(' ', 'T') + 'Z') };
    }));
  }
  return stays.get(line);
}

function wordsOf({ taken, made, gone, rules, isPinned }, date) {
  const [, kept] = rules.findLast(([since]) => since <= date);
  const why = kept === '' ? 'not complete yet' : isPinned ? kept : 'kept: ' + kept;
  const until = gone === '-' ? 'stays beyond ' + dateAt(slider.max) : 'deleted on ' + gone;
  const later = taken.startsWith(made) ? '' : 'made on ' + made + ' · ';
  return told(taken.slice(0, 10)) + taken.slice(10) + ' · ' + later + why + ' · ' + until;
}

function element(name, attributes, parent) {
  const one = document.createElementNS(parent.namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  parent.append(one);
  return one;
}

/** Draws the snapshots that exist when a day ends, and chooses the newest. */
function draw(line, date) {
  const end = Date.parse(date) + DAY;
  const there = staysOf(line).filter(({ made, gone }) => made <= date && (gone === '-' || gone > date));
  const svg = line.querySelector('svg');
  svg.textContent = '';
  line.hidden = there.length === 0;
  if (line.hidden) return;
  const oldest = end - there[0].time;
  const gaps = there.slice(1).map(({ time }, index) => time - there[index].time);
  const width = line.clientWidth || 600;
  const smallest = Math.max(HOUR, Math.min(oldest, ...gaps));
  const isEven = (width * smallest) / oldest >= CLOSEST;
  const share = isEven ? (age) => age / oldest : (age) => Math.log1p(age / smallest) / Math.log1p(oldest / smallest);
  const place = (age) => (100 * (1 - share(age))).toFixed(2) + '%';

  element('line', { x1: '0', x2: '100%', y1: 20, y2: 20, class: 'axis' }, svg);
  let free = width * (1 - share(oldest)) + WORD * 1.6;
  for (const [age, words] of TICKS.toReversed()) {
    const x = width * (1 - share(age));
    if (age >= oldest || x < free || x > width - WORD * 1.7) continue;
    element('line', { x1: place(age), x2: place(age), y1: 34, y2: 40, class: 'axis' }, svg);
    element('text', { x: place(age), y: 55, 'text-anchor': 'middle' }, svg).textContent = words;
    free = x + WORD;
  }
  element('text', { x: 0, y: 55 }, svg).textContent = there[0].taken.slice(0, 10);
  element('text', { x: '100%', y: 55, 'text-anchor': 'end' }, svg).textContent = 'end of day';

  const label = line.dataset.label + ' on ' + told(date) + ', oldest first';
  const marks = element('g', { role: 'listbox', 'aria-label': label, 'aria-orientation': 'horizontal' }, svg);
  for (const one of there) {
    const x = place(end - one.time);
    const words = wordsOf(one, date);
    const common = { role: 'option', tabindex: -1, 'aria-selected': false, 'aria-label': words };
    if (one.isPinned) element('circle', { ...common, cx: x, cy: 20, r: 7 }, marks);
    else element('rect', { ...common, x, y: 7, width: 6, height: 26, rx: 2, transform: 'translate(-3 0)' }, marks);
  }
  mark(marks.lastChild);
}

/** Chooses a snapshot: it is told below its line. */
function mark(one) {
  const chosen = one.parentElement.querySelector('[tabindex="0"]');
  chosen?.setAttribute('tabindex', -1);
  chosen?.setAttribute('aria-selected', false);
  one.setAttribute('tabindex', 0);
  one.setAttribute('aria-selected', true);
  one.closest('.line').querySelector('.mark').textContent = one.getAttribute('aria-label');
}

/** The mark of a line that is nearest to a pointer, so that nobody has to hit it. */
function nearest({ target, clientX }) {
  const marks = [...(target.closest?.('.line svg')?.querySelectorAll('[role=option]') ?? [])];
  const away = (one) => {
    const { left, width } = one.getBoundingClientRect();
    return Math.abs(left + width / 2 - clientX);
  };
  return marks.reduce((a, b) => (a && away(a) < away(b) ? a : b), undefined);
}

const along = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** Goes from snapshot to snapshot; tells whether the key was one of a line. */
function alongLine({ target, key }) {
  if (target.getAttribute?.('role') !== 'option' || !(key in along)) return false;
  const marks = [...target.parentElement.children];
  const there = marks[Math.max(0, Math.min(marks.length - 1, marks.indexOf(target) + along[key]))];
  mark(there);
  there.focus();
  return true;
}

document.addEventListener('pointermove', (event) => {
  const one = nearest(event);
  if (one) mark(one);
});
document.addEventListener('click', (event) => {
  const one = nearest(event);
  if (!one) return;
  mark(one);
  one.focus();
});
`;
