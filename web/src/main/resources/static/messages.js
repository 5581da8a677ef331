// The messages page: puts table, filter, dock, strip, rail and the live stream together. The URL is the view state.
import { Table, parse } from './table.js';
import { FilterBox } from './filter.js';
import { Suggest } from './suggest.js';
import { Dock } from './detail.js';
import { Strip } from './strip.js';
import { Rail } from './rail.js';
import { connect } from './live.js';
import { Menu } from './menu.js';
import { Learner } from './learn.js';
import { numbers, on, shortcut, toast } from './page.js';

const $ = id => document.getElementById(id);
const page = $('messages'), capture = page.dataset.capture, grid = $('grid');
const number = n => n.toLocaleString('en-US'), clock = ms => new Date(ms).toTimeString().slice(0, 8);
let paused = false, down = null, searching = '';

const query = (more = {}) => {
  const params = new URLSearchParams({ capture, ...more });
  if (filter.force) params.set('filter', filter.force);
  return params.toString();
};
const load = async params => {
  const answer = await fetch('/ui/rows?' + query(params));
  if (!answer.ok) throw new Error('rows: ' + answer.status);
  return answer.json();
};

const filter = new FilterBox($('filter'), $('filter-error'), text => apply(text, true));
const table = new Table({ scroller: $('scroller'), size: $('vsize'), view: $('vview'), grid, body: $('body') }, load);
new Learner(table);
new Suggest(filter.input, () => ({ capture }));
const dock = new Dock($('dock'), $('split'));
const strip = new Strip($('strip'), query, { pick, zoom });
const rail = new Rail($('sources'), query, refilter);
const menu = new Menu(grid, $('body'), { force: () => filter.force, apply: refilter });
const live = connect(hear);

// ── the view and its URL ──
let shown = filter.force; // what the rows are filtered by; a filter in force may still be on its way
function url() {
  const params = new URLSearchParams();
  if (shown) params.set('filter', shown);
  if (page.dataset.captureLive !== 'true') params.set('capture', capture);
  if (table.selected) params.set('id', table.selected);
  if (!table.follow && table.rows[table.top]) params.set('at', table.rows[table.top].id);
  const text = params.toString();
  return text ? '/?' + text : '/';
}
// at most three times a second, also while rows arrive all the time
let noting = 0;
function note() {
  noting ||= setTimeout(() => {
    noting = 0;
    if (url() !== location.pathname + location.search) history.replaceState(null, '', url());
  }, 300);
}

// what leads away from here takes along what is looked at
function ways() {
  const params = new URLSearchParams();
  if (filter.force) params.set('filter', filter.force);
  if (page.dataset.captureLive !== 'true') params.set('capture', capture);
  const text = params.toString();
  document.querySelectorAll('a[href^="/doctor"]').forEach(a => { a.href = '/doctor' + (text && '?') + text; });
  $('twin').href = '/api/messages?order=desc' + (text && '&') + text;
}

function refilter(text) {
  filter.set(text);
  filter.force = text;
  apply(text, true);
}

async function apply(text, push) {
  $('filter').dataset.state = text ? 'running' : '';
  let answer;
  try { answer = await load({ before: Number.MAX_SAFE_INTEGER, limit: 120 }); } catch { down ?? toast('The rows can’t be fetched.', true); return; }
  if (filter.force !== text) return;
  $('filter').dataset.state = text ? 'ok' : '';
  table.reset({ ...answer, rows: parse(answer.rows) });
  shown = text;
  if (push && url() !== location.pathname + location.search) history.pushState(null, '', url());
  ways();
  live.join({ capture, filter: text, after: table.told });
  strip.load();
  rail.mark(text);
  count();
  hidden();
}

// a line for each state of the count, until all is counted
let counting = new AbortController();
async function count() {
  counting.abort();
  counting = new AbortController();
  const text = filter.force, { signal } = counting, verdict = $('filter-verdict');
  if (!text) { verdict.textContent = ''; return; }
  let told = '';
  try {
    const answer = await fetch('/ui/count?' + query(), { signal });
    if (!answer.ok) return;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(), rest = ''; !part.done; part = await reader.read()) {
      const lines = (rest + part.value).split('\n');
      rest = lines.pop();
      told = lines.at(-1) ?? told;
      if (filter.input.value.trim() === text) verdict.textContent = told;
    }
  } catch {
    if (!signal.aborted && told && filter.force === text) verdict.textContent = told.replace('counting …', 'then the count broke off');
  }
}

// whether the filter hides the message in the dock
async function hidden() {
  const id = table.selected, mark = $('hidden-by-filter');
  if (!id || !mark || !dock.open) return;
  try { mark.hidden = (await load({ after: id - 1, before: id + 1, limit: 1 })).rows.trim() !== ''; } catch { mark.hidden = true; }
}
dock.onshow = hidden;
dock.onclose = () => { if (table.selected) table.select(0); grid.focus(); };

addEventListener('popstate', () => {
  const params = new URLSearchParams(location.search), text = params.get('filter') ?? '';
  if ((params.get('capture') ?? capture) !== capture) { location.reload(); return; }
  filter.force = shown = text;
  filter.set(text);
  table.selected = +(params.get('id') ?? 0);
  if (table.selected || dock.open) dock.show(table.selected);
  apply(text, false).then(() => { if (params.has('at')) table.seek(+params.get('at')); });
});
$('capture').addEventListener('change', e => {
  const params = new URLSearchParams({ capture: e.target.value });
  if (filter.force) params.set('filter', filter.force);
  location.assign('/?' + params);
});

// ── the strip ──
async function pick(ms) {
  const params = new URLSearchParams({ capture, after: 0, limit: 1, filter: `time>=${iso(ms)}` });
  const answer = await (await fetch('/ui/rows?' + params)).json(), [row] = parse(answer.rows);
  if (row) table.seek(row.id);
}
const iso = ms => new Date(ms).toISOString();
function zoom(from, to) {
  const kept = filter.force.replace(/\s*time(>=|<)\S+/g, '').trim();
  refilter(`${kept.includes(' or ') ? `(${kept})` : kept} time>=${iso(from)} time<${iso(to)}`.trim());
}

// ── live ──
function hear(message) {
  if (message.type === 'joined') { if (message.cursor > table.told) { table.end = false; if (table.follow) table.toEnd(); else table.paint(); } }
  else if (message.type === 'news') news(message.news);
  else if (message.type === 'down') { down = { ...message, lost: lostBefore() }; document.querySelector('[data-live=written]').textContent = ''; }
  else if (message.type === 'up') { down = { back: message.until - message.down, lost: lostBefore() }; setTimeout(() => { down = null; words(); }, 6000); }
  else if (message.type === 'out') location.assign('/login');
  words();
}
function news(n) {
  if (n.gone) { location.assign('/'); return; }
  if (n.numbers) {
    if (n.numbers.store !== document.body.dataset.store) { location.assign('/'); return; }
    numbers(n.numbers);
    rail.numbers(n.numbers.sources);
    $('capture-paused').hidden = !n.paused;
    if (page.dataset.captureLive === 'true' && !n.live) { location.assign('/'); return; }
  }
  if (n.rows !== undefined) table.take(n);
}

const lostBefore = () => down?.lost ?? $('lost').textContent;
const allThere = () => $('lost').textContent === down.lost ? 'All messages are here.' : `Not all messages are here: ${$('lost').textContent}.`;

// ── words: the line under the table, the state button, the empty states ──
function words() {
  const foot = $('tablefoot'), button = $('state'), end = $('goend');
  const back = down && down.back !== undefined, off = down && !back;
  foot.className = 'tablefoot' + (off ? ' warn' : back ? ' ok' : '');
  $('tableword').textContent = off
    ? `Server not reachable since ${clock(down.since)}. Agents keep recording. Trying again in ${Math.max(0, Math.ceil((down.next - Date.now()) / 1000))} s.`
    : back ? `Connected again after ${Math.max(1, Math.round(down.back / 1000))} s. ${allThere()}`
    : table.halted && !table.start ? `Search stopped at ${searching}. Going up goes on.`
    : searching ? `Searched to ${searching}. Esc stops.`
    : paused ? `View paused. Capture goes on${table.behind ? '; ' + number(table.behind) + ' messages since' : ''}.`
    : !table.follow ? 'Scrolled up: rows stay where they are, capture goes on' : 'At the end: new rows appear here';
  const state = off ? ['off', 'Reconnecting'] : paused ? ['paused', 'Paused'] : ['live', 'Live'];
  button.className = 'btn ghost dot ' + state[0];
  if (button.textContent !== state[1]) button.textContent = state[1];
  button.setAttribute('aria-pressed', paused);
  end.hidden = table.follow && !paused;
  end.firstChild.data = paused ? 'Resume ' : table.behind ? `${number(table.behind)} new, go to end ` : 'Go to end ';
  end.lastElementChild.textContent = paused ? 'p' : 'End';
  const empty = !table.rows.length, whole = table.whole;
  $('empty-none').hidden = !empty || !whole || !!filter.force;
  $('empty-filter').hidden = !empty || !filter.force || !(whole || searching);
  if (empty && filter.force) nothing(whole);
}
// nothing is found, or nothing yet
function nothing(whole) {
  const [title, before, after] = whole ? ['No message matches', 'The filter ', ' hides all of them.']
    : [table.halted ? 'Search stopped' : 'Searching …', 'Nothing matches ', ` back to ${searching}.`];
  $('found').textContent = title;
  $('searched').replaceChildren(before, Object.assign(document.createElement('code'), { textContent: filter.force }), after);
  $('goon').hidden = whole || !table.halted;
}
setInterval(words, 500);
table.addEventListener('drawn', () => { words(); note(); });
table.addEventListener('searched', e => { searching = e.detail; words(); });
let dragging = 0;
// the time only when the rows of that place are there
function place(id) {
  const row = table.seeking ? null : table.rows[table.top], time = row?.el.querySelector('.t')?.textContent.slice(0, 8);
  $('dragtime').textContent = (table.whole ? `row ${number(id + 1)}` : `No. ${number(id)}`) + (time ? ' · ' + time : '');
}
table.addEventListener('dragged', ({ detail }) => {
  place(detail);
  $('dragtime').hidden = false;
  clearTimeout(dragging);
  dragging = setTimeout(() => { $('dragtime').hidden = true; }, 900);
});
table.addEventListener('drawn', () => { if (!$('dragtime').hidden && table.rows[table.top]) place(table.whole ? table.top : table.rows[table.top].id); });
table.addEventListener('selected', e => { if (e.detail) dock.show(e.detail); note(); });

// ── mouse and keys ──
function pause() { paused = !paused; table.freeze(paused); words(); }
const toEnd = () => { if (paused) pause(); table.toEnd(); grid.focus(); };
$('state').addEventListener('click', () => down ? live.retry() : pause());
$('goend').addEventListener('click', toEnd);
on('clear-filter', () => refilter(''));
on('go-on', () => table.goOn());
$('dock').addEventListener('click', e => {
  const link = e.target.closest('a[href^="/?filter="]');
  if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  refilter(new URL(link.href).searchParams.get('filter'));
});
$('body').addEventListener('click', e => { const row = e.target.closest('tr'); if (row) { table.select(+row.id.slice(1)); grid.focus(); } });

const keys = {
  j: () => table.selectBy(1), ArrowDown: () => table.selectBy(1), k: () => table.selectBy(-1), ArrowUp: () => table.selectBy(-1),
  ' ': () => table.moveBy(table.capacity - 1), PageDown: () => table.moveBy(table.capacity - 1), PageUp: () => table.moveBy(1 - table.capacity),
  Home: () => table.toStart(), End: toEnd, p: pause,
  '/': () => { filter.input.focus(); filter.input.select(); },
  h: () => dock.toggle(),
  f: () => document.querySelector('[data-act=follow]')?.click(),
  Enter: () => { if (table.selected) { dock.show(table.selected); $('bytes')?.focus(); } },
  Escape: () => { if (searching && !table.halted) table.stopSearch(); else if (dock.open && $('dock').contains(document.activeElement)) grid.focus(); else if (dock.open) dock.close(); },
};
addEventListener('keydown', e => {
  const row = (e.key === 'F10' && e.shiftKey) || e.key === 'ContextMenu' ? $('m' + table.selected) : null;
  if (row && e.target.closest('#grid, body') && !e.target.closest('#dock, .filterbox')) { e.preventDefault(); menu.open(row, 3); return; }
  const act = keys[e.key];
  if (!act || !shortcut(e) || (/^( |Enter)$/.test(e.key) && e.target.closest('button, a, [role=tab]')) || e.target.closest('#sources, .split')) return;
  if (/^(Arrow|Page|Home|End| )/.test(e.key) && e.target.closest('#dock .scroll')) return;
  e.preventDefault();
  if (/^(j|k|Arrow|Page|Home| )/.test(e.key)) grid.focus({ preventScroll: true });
  act();
});

// ── begin ──
const { first, last, atStart, selected, at } = page.dataset;
table.selected = +selected;
table.reset({ rows: [...$('body').rows].map(el => ({ id: +el.id.slice(1), el })), first: +first, last: +last, exhausted: atStart === 'true' });
live.join({ capture, filter: filter.force, after: table.told });
if (+at) table.seek(+at);
else if (+selected) table.seek(Math.max(+first, selected - 5));
if (+selected) dock.show(+selected);
if (filter.force) count();
ways();
