// Lists that keys go through: the list has the focus and names its row (aria-activedescendant), rows never have it.
// Rows are those with data-row; Enter does what a row's link or button does, t taps.
import { shortcut } from './page.js';

let numbered = 0;
const rows = list => [...list.querySelectorAll('[data-row]')].filter(row => !row.hidden);
const selected = list => list.querySelector('[data-row][aria-selected=true]');

function select(list, row) {
  selected(list)?.setAttribute('aria-selected', 'false');
  row.id ||= 'row-' + ++numbered;
  row.setAttribute('aria-selected', 'true');
  list.setAttribute('aria-activedescendant', row.id);
  list.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

// a page of the pane that the list scrolls in
function page(list, row) { return Math.max(1, Math.floor(list.closest('.scroll').clientHeight / row.offsetHeight) - 2); }

function step(key, all, at, list) {
  const many = all.length - 1;
  switch (key) {
    case 'j': case 'ArrowDown': return at + 1;
    case 'k': case 'ArrowUp': return at < 0 ? 0 : at - 1;
    case ' ': case 'PageDown': return at + page(list, all[0]);
    case 'PageUp': return at - page(list, all[0]);
    case 'Home': return 0;
    case 'End': return many;
    default: return null;
  }
}

addEventListener('keydown', e => {
  const list = e.target.closest?.('[data-list]') ?? document.querySelector('[data-list]');
  if (!list || !shortcut(e) || (/^( |Enter)$/.test(e.key) && e.target.closest('button, a, summary')) || e.target.closest('[role=tree], .split')) return;
  const all = rows(list), row = selected(list);
  if (row && e.key === 'Enter') { e.preventDefault(); row.querySelector('a, button')?.click(); return; }
  if (row && e.key === 't') { const tap = row.querySelector('form button'); if (tap) { e.preventDefault(); e.stopImmediatePropagation(); tap.click(); } return; }
  const to = all.length ? step(e.key, all, all.indexOf(row), list) : null;
  if (to === null) return;
  e.preventDefault();
  select(list, all[Math.max(0, Math.min(all.length - 1, to))]);
});

addEventListener('click', e => {
  const row = e.target.closest?.('[data-list] [data-row]');
  if (row && !e.target.closest('a, button') && getSelection().isCollapsed) select(row.closest('[data-list]'), row);
});
