import { SIGNS } from './days.ts';

/**
 * What the page does for pointer and keyboard. It reads everything from the markup, so the page can be read without it.
 *
 * The days of a volume are drawn when it comes into view.
 */
export const COVERAGE_SCRIPT = `
'use strict';
const DAY = 86400000;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const CLASSES = { '${SIGNS.inside}': 'f', '${SIGNS.quarter}': 'a', '${SIGNS.half}': 'b', '${SIGNS.more}': 'c', '${SIGNS.all}': 'd', '${SIGNS.without}': 'n', '${SIGNS.nothing}': 'z', '${SIGNS.unknown}': 'u' };
const grid = document.querySelector('[role=grid]');
const told = document.querySelector('.told');
const rows = grid ? [...grid.querySelectorAll('[data-is]')] : [];
for (const one of document.querySelectorAll('.scripted')) one.hidden = false;

/** The values of a list in which equal ones are written once: 100*28 62 */
function valuesOf(text) {
  return text.split(' ').filter(Boolean).flatMap((run) => {
    const [value, count] = run.split('*').map(Number);
    return Array(count || 1).fill(value);
  });
}

function hours(count) {
  return count > 72 ? Math.round(count / 2.4) / 10 + ' days' : count === 1 ? '1 hour' : count + ' hours';
}

const isOfDays = Number(grid?.dataset.each) > 1;
const DAYS = isOfDays ? 'the worst day' : 'the day';

/** What a day of a volume says. */
function wordsOf({ dataset }, sign, inside, oldest) {
  if (sign === '${SIGNS.unknown}') return 'not known';
  const old = 'none' in dataset ? 'no restorable snapshot' : 'the newest complete snapshot became ' + hours(oldest) + ' old';
  if (inside === undefined) return 'no objective; ' + old;
  const share = inside === 100 ? 'all the time' : inside === 0 ? 'for all of ' + DAYS : 'for ' + inside + ' % of ' + DAYS;
  return (inside === 0 ? 'outside' : 'inside') + ' its objective of ' + hours(Number(dataset.allowed)) + ' ' + share + '; ' + old;
}

function dateAt(column) {
  const day = new Date(Date.parse(grid.dataset.first) + column * grid.dataset.each * DAY);
  return (isOfDays ? grid.dataset.each + ' days from' + ' ' : '') + WEEKDAYS[day.getUTCDay()] + ' ' + day.toISOString().slice(0, 10);
}

/** Draws the days of a row in place of their signs. */
function draw(row) {
  const strip = row.querySelector('.strip');
  if (!strip.hasAttribute('role')) return;
  const [inside, oldest, signs] = [valuesOf(row.dataset.inside), valuesOf(row.dataset.oldest), [...strip.textContent]];
  strip.removeAttribute('role');
  strip.removeAttribute('aria-colspan');
  const cells = document.createElement('div');
  cells.className = 'cells';
  strip.replaceChildren(cells);
  cells.append(...signs.map((sign, column) => {
    const day = document.createElement('i');
    day.className = CLASSES[sign];
    day.setAttribute('role', 'gridcell');
    day.setAttribute('aria-label', dateAt(column) + ': ' + wordsOf(row, sign, inside[column], oldest[column]));
    day.tabIndex = -1;
    return day;
  }));
}

const watch = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    if (!isIntersecting) continue;
    draw(target);
    watch.unobserve(target);
  }
}, { rootMargin: '600px' });

const rowAt = (day) => day.closest('[role=row]');
const dayAt = (target) => target.closest?.('.strip i[role=gridcell]');
const daysOf = (row) => [...row.querySelectorAll('.strip i')];
const shown = () => rows.filter((row) => !row.hidden);

function tell(day) {
  told.textContent = rowAt(day).querySelector('.who').textContent + ' · ' + day.getAttribute('aria-label');
}

/** The one day that Tab comes to. */
let entrance;
function enter(row, column) {
  draw(row);
  const day = daysOf(row).at(column);
  if (entrance) entrance.tabIndex = -1;
  entrance = day;
  day.tabIndex = 0;
  tell(day);
  return day;
}

const steps = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
  PageUp: [-10, 0], PageDown: [10, 0], Home: [0, -Infinity], End: [0, Infinity],
};
const within = (value, length) => Math.max(0, Math.min(length - 1, value));

function walk(event) {
  const day = dayAt(event.target);
  const step = steps[event.key];
  if (!day || !step || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const [all, row] = [shown(), rowAt(day)];
  const [down, right] = event.ctrlKey ? [step[1] || step[0] * Infinity, 0] : step;
  const days = daysOf(row);
  enter(all[within(all.indexOf(row) + down, all.length)], within(days.indexOf(day) + right, days.length)).focus();
}

const choices = [...document.querySelectorAll('.filter select')];
const search = document.querySelector('.filter input');
const words = new Map(choices.flatMap((choice) => [...choice.options].map((option) =>
  [option.value, (option.parentElement.label ? option.parentElement.label + '=' : '') + option.textContent])));
const texts = new Map();
/** All that a row says, with its tags. */
function textOf(row) {
  if (!texts.has(row)) {
    const own = [...row.children].filter((one) => one.className !== 'strip').map((one) => one.textContent);
    texts.set(row, [...own, ...row.dataset.is.split(' ').map((token) => words.get(token))].join(' ').toLowerCase());
  }
  return texts.get(row);
}

function filter() {
  const wanted = choices.map(({ value }) => value).filter(Boolean);
  const parts = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const row of rows) {
    const tokens = row.dataset.is.split(' ');
    row.hidden = !(wanted.every((token) => tokens.includes(token)) && parts.every((part) => textOf(row).includes(part)));
  }
  const left = shown();
  const isAll = left.length === rows.length;
  const chosen = [...parts.map((part) => '“' + part + '”'), ...wanted.map((token) => words.get(token))].join(', ');
  const count = document.querySelector('.count');
  count.textContent = isAll ? count.dataset.all : left.length.toLocaleString('en') + ' of ' + count.dataset.all + ': ' + chosen;
  count.classList.toggle('some', !isAll);
  if (left.length > 0 && (!entrance || rowAt(entrance).hidden)) enter(left[0], -1);
}

if (rows.length > 0) {
  for (const row of rows) watch.observe(row);
  enter(rows[0], -1);
  addEventListener('beforeprint', () => rows.forEach(draw));
  document.querySelector('.filter').addEventListener('input', filter);
  grid.addEventListener('keydown', walk);
  grid.addEventListener('click', ({ target }) => {
    const day = dayAt(target);
    if (day) enter(rowAt(day), daysOf(rowAt(day)).indexOf(day)).focus();
  });
  let pointer;
  grid.addEventListener('mousemove', ({ target, clientX, clientY }) => {
    // Where the map scrolls under a pointer at rest, a browser says that it moved.
    const [before, day] = [pointer, dayAt(target)];
    pointer = clientX + ' ' + clientY;
    if (day && pointer !== before) tell(day);
  });
  grid.addEventListener('mouseleave', () => tell(entrance));
  filter();
}
`;

/** Of the script as it stands; a test says the right one where they differ. */
export const COVERAGE_SCRIPT_HASH = 'sha256-j2/WKjL81aqqkNfLeb7qJHGlEHHSEx77VQV8deEiGDY=';
