/**
 * What the page does for pointer and keyboard. It reads everything from the markup, so the page is complete
 * without it.
 */
export const PAGE_SCRIPT = `
'use strict';
document.querySelector('.legend [hidden]').hidden = false;

const dayAt = (target) => target.closest('[role=grid] td[title]');

function tell(day) {
  day.closest('article').querySelector('[role=status]').textContent = day.title;
}

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

/** How many days the same day of another month lies away, or that month's last day. */
function byMonths(day, months) {
  const [year, month, date] = day.title.slice(4, 14).split('-').map(Number);
  const length = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const there = Date.UTC(year, month - 1 + months, Math.min(date, length));
  return (there - Date.UTC(year, month - 1, date)) / 86400000;
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

function enter(day) {
  for (const other of day.closest('table').querySelectorAll('td[tabindex]')) other.tabIndex = -1;
  day.tabIndex = 0;
  day.focus();
}

document.addEventListener('mouseover', ({ target }) => {
  const day = dayAt(target);
  if (day) tell(day);
});
document.addEventListener('focusin', ({ target }) => {
  const day = dayAt(target);
  if (day) tell(day);
});
document.addEventListener('click', ({ target }) => {
  const day = dayAt(target);
  if (day) enter(day);
});
document.addEventListener('keydown', (event) => {
  const day = dayAt(event.target);
  const step = steps[event.key];
  if (!day || !step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const days = daysOf(day.closest('table'));
  const there = days.indexOf(day) + step(day);
  const isWeekOutside = event.key.startsWith('Arrow') && !(there in days);
  if (!isWeekOutside) enter(days[Math.max(0, Math.min(days.length - 1, there))]);
});
`;

/** Of the script as it stands; a test says the right one where they differ. */
export const PAGE_SCRIPT_HASH = 'sha256-fJDF4AA9a8mQjBksixYzSt9RA00JQjXXawNKJ7BmOAI=';
