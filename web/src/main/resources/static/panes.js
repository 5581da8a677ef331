// Pages without a live table: their numbers and panes are fetched every two seconds while they are looked at. A pane
// that has the focus, or whose field is being written in, is left alone. The rows of a list are merged into those that are
// there, so that what is selected and what was loaded further down stay.
import { numbers, shortcut } from './page.js';
import './list.js';
import { Suggest } from './suggest.js';

const state = document.getElementById('state');
let down = 0;

function busy(pane) {
  const at = document.activeElement;
  return pane.contains(at) && at !== pane;
}

async function refresh(pane) {
  if (busy(pane)) return;
  const answer = await fetch(pane.dataset.refresh, { cache: 'no-store' });
  const html = answer.ok ? await answer.text() : null;
  if (html === null || html === pane.dataset.shown || busy(pane) || pane.querySelector('.note')) return;
  pane.innerHTML = html;
  htmx.process(pane);
  pane.dataset.shown = html;
}

async function merge(list) {
  const begun = performance.now();
  if (begun < +list.dataset.rest) return;
  const answer = await fetch(list.dataset.merge, { cache: 'no-store' });
  if (!answer.ok) return;
  const html = await answer.text();
  // one that takes long to find is asked for more seldom
  const now = performance.now();
  list.dataset.rest = now + 20 * (now - begun);
  if (html === list.dataset.shown) return;
  list.dataset.shown = html;
  const fresh = document.createElement('template');
  fresh.innerHTML = html;
  const rows = fresh.content.querySelectorAll('tr[id]');
  if (list.tagName !== 'TBODY') { if (rows.length) location.reload(); return; }
  const first = list.firstElementChild;
  for (const row of rows) {
    const old = document.getElementById(row.id);
    if (old) old.replaceChildren(...row.childNodes);
    else list.insertBefore(row, first);
  }
}

async function tick() {
  if (!document.hidden) {
    try {
      const answer = await fetch('/ui/numbers', { redirect: 'manual', cache: 'no-store' });
      if (answer.type === 'opaqueredirect' || answer.status === 401) { location.assign('/login?to=' + encodeURIComponent(location.pathname)); return; }
      if (answer.ok) numbers(await answer.json());
      for (const pane of document.querySelectorAll('[data-refresh]')) await refresh(pane);
      for (const list of document.querySelectorAll('[data-merge]')) await merge(list);
      down = 0;
      say('live', 'Connected', '');
    } catch {
      down ||= Date.now();
      document.querySelector('[data-live=written]').textContent = '';
      say('off', 'Reconnecting', 'Server not reachable since ' + new Date(down).toTimeString().slice(0, 8) + '. Agents keep recording.');
    }
  }
  setTimeout(tick, 2000);
}

function say(css, text, title) {
  state.className = 'btn ghost dot ' + css;
  state.textContent = text;
  state.title = title;
}

// a note stays for six seconds, then the pane is fresh again
document.body.addEventListener('htmx:afterSwap', e => {
  const note = e.target.querySelector?.('.note:not(.bad)');
  if (note) setTimeout(() => note.remove(), 6000);
  if (note) e.detail.requestConfig?.elt.closest('[data-once]')?.reset();
});
document.body.addEventListener('change', e => { if (e.target.matches('[data-submit]')) e.target.form.submit(); });
document.querySelectorAll('table.links').forEach(table => table.addEventListener('click', e => {
  const row = e.target.closest('tr[data-href]');
  if (row && !e.target.closest('a') && getSelection().isCollapsed) location.assign(row.dataset.href);
}));

// a box that hides the rows of a list that don't hold its words
function find(box) {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  document.querySelectorAll(box.dataset.find + ' tbody tr:not(.group)').forEach(row => {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
  });
}
document.querySelectorAll('[data-find]').forEach(box => {
  box.addEventListener('input', () => find(box));
  document.querySelector(box.dataset.find).addEventListener('htmx:afterSwap', () => find(box));
});

const filter = document.getElementById('filter-text');
if (filter) new Suggest(filter, () => ({ capture: document.querySelector('[name=capture]')?.value ?? '' }));
addEventListener('keydown', e => {
  const box = document.querySelector('#filter-text, #spec, #capture-name');
  if (e.key === '/' && box && shortcut(e)) { e.preventDefault(); box.focus(); box.select(); }
});

// a conversation is read by the keys that scroll
const talk = document.getElementById('talk'), at = talk?.dataset.at;
if (+at) document.getElementById('s' + at)?.scrollIntoView({ block: 'center' });
if (talk) addEventListener('keydown', e => {
  if (!shortcut(e)) return;
  const pane = talk.parentElement, page = pane.clientHeight - 48, far = pane.scrollHeight;
  const by = { j: 72, k: -72, ArrowDown: 72, ArrowUp: -72, ' ': page, PageDown: page, PageUp: -page, Home: -far, End: far }[e.key];
  if (by && !e.target.closest('button, a, summary, .scroll')) { e.preventDefault(); pane.scrollBy({ top: by }); }
  else if (by && /^[jk]$/.test(e.key)) pane.scrollBy({ top: by });
  else if (e.key === 'h') document.querySelector('.segbtn:not([aria-current])')?.click();
});
setTimeout(tick, 2000);
