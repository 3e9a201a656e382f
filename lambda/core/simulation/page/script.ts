import { LINE_SCRIPT } from './lineScript.ts';

/**
 * What the page does for pointer and keyboard. It reads everything from the markup, so the page is complete
 * without it.
 *
 * One day is chosen for the whole page. Only what can be seen is drawn, the rest when it comes into view.
 */
export const PAGE_SCRIPT = `
'use strict';
const bar = document.querySelector('.daybar');
const slider = document.querySelector('#day');
for (const one of document.querySelectorAll('.scripted')) one.hidden = false;

const DAY = 86400000;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const dateAt = (index) => new Date(Date.parse(slider.dataset.first) + index * DAY).toISOString().slice(0, 10);
const told = (date) => WEEKDAYS[new Date(date).getUTCDay()] + ' ' + date;
const dayAt = (target) => target.closest('[role=grid] td[title]');
const tell = (article, text) => { article.querySelector('.told').textContent = text; };

/** The days of a grid in the order of time: column by column, strip by strip. */
const known = new WeakMap();
function daysOf(grid) {
  if (!known.has(grid)) {
    const days = [];
    for (const { rows: [, ...weekdays] } of grid.tBodies) {
      for (let week = 1; week < weekdays[0].cells.length; week += 1) {
        for (const { cells } of weekdays) if (cells[week].title) days.push(cells[week]);
      }
    }
    known.set(grid, days);
  }
  return known.get(grid);
}
${LINE_SCRIPT}
/** Shows the chosen day in one article. */
function show(article) {
  const index = Number(slider.value);
  if (article.dataset.day === slider.value) return;
  article.dataset.day = slider.value;
  const grid = article.querySelector('[role=grid]');
  const days = daysOf(grid);
  const day = days[Math.min(index, days.length - 1)];
  for (const other of grid.querySelectorAll('[tabindex]')) {
    other.tabIndex = -1;
    other.removeAttribute('aria-selected');
  }
  day.tabIndex = 0;
  day.setAttribute('aria-selected', 'true');
  tell(article, day.title);
  const box = article.querySelector('.box');
  const isSeen = day.offsetLeft > box.scrollLeft + 40 && day.offsetLeft + day.offsetWidth < box.scrollLeft + box.clientWidth;
  if (!isSeen) box.scrollLeft = day.offsetLeft - box.clientWidth / 2;
  const line = article.querySelector('.line');
  if (line) draw(line, day.title.slice(4, 14));
}

const inView = new Set();
const watch = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    if (isIntersecting) inView.add(target);
    else inView.delete(target);
    if (isIntersecting) show(target);
  }
}, { rootMargin: '300px' });

function choose(index) {
  slider.value = index;
  const date = told(dateAt(slider.value));
  const count = Number(slider.dataset.totals.split(' ')[slider.value]);
  slider.setAttribute('aria-valuetext', date);
  bar.querySelector('output').textContent = date + ': ' + count.toLocaleString('en') + ' ' + (count === 1 ? slider.dataset.one : slider.dataset.many);
  for (const article of inView) show(article);
}

/** How many days the same day of another month lies away, or that month's last day. */
function byMonths(day, months) {
  const [year, month, date] = day.title.slice(4, 14).split('-').map(Number);
  const length = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const there = Date.UTC(year, month - 1 + months, Math.min(date, length));
  return (there - Date.UTC(year, month - 1, date)) / DAY;
}

const steps = {
  ArrowUp: () => -1,
  ArrowDown: () => 1,
  ArrowLeft: () => -7,
  ArrowRight: () => 7,
  PageUp: (day) => byMonths(day, -1),
  PageDown: (day) => byMonths(day, 1),
  Home: () => -Infinity,
  End: () => Infinity,
};

/** Goes to a day of a calendar, which is then the day of the page. */
function enter(day) {
  const article = day.closest('article');
  choose(daysOf(day.closest('table')).indexOf(day));
  show(article);
  day.focus();
}

if (slider) {
  bar.hidden = false;
  for (const article of document.querySelectorAll('article')) watch.observe(article);
  choose(slider.value);
  addEventListener('beforeprint', () => document.querySelectorAll('article').forEach(show));
  addEventListener('resize', () => {
    for (const article of document.querySelectorAll('article')) delete article.dataset.day;
    for (const article of inView) show(article);
  });
  slider.addEventListener('input', () => choose(slider.value));
  bar.addEventListener('click', ({ target }) => {
    if (target.value && target !== slider) choose(Number(slider.value) + Number(target.value));
  });
}
document.addEventListener('mouseover', ({ target }) => {
  const day = dayAt(target);
  if (day) tell(day.closest('article'), day.title);
});
document.addEventListener('mouseout', ({ target }) => {
  const day = dayAt(target);
  if (day) tell(day.closest('article'), day.closest('table').querySelector('[aria-selected]').title);
});
document.addEventListener('click', ({ target }) => {
  const day = dayAt(target);
  if (day) enter(day);
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (alongLine(event)) return event.preventDefault();
  const day = dayAt(event.target);
  const step = steps[event.key];
  if (!day || !step) return;
  event.preventDefault();
  const days = daysOf(day.closest('table'));
  const there = days.indexOf(day) + step(day);
  const isWeekOutside = event.key.startsWith('Arrow') && !(there in days);
  if (!isWeekOutside) enter(days[Math.max(0, Math.min(days.length - 1, there))]);
});
`;

/** Of the script as it stands; a test says the right one where they differ. */
export const PAGE_SCRIPT_HASH = 'sha256-obAOjV9ItC/lru/qxPw/9x4XiJaMnsUHk1flFe8nGtA=';
