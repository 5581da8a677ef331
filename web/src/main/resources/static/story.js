// The newest part of the timeline follows. Its rows are fetched anew when something has come, since what was read late may
// belong between those that are there. Scrolled up, or with a row selected, it stays as it is.
import { connect } from './live.js';
import { shortcut } from './page.js';

const REST = 700;
const page = document.getElementById('story'), { newest, capture, filter } = page.dataset;
const body = document.getElementById('story-rows'), scroller = document.getElementById('scroller');
const number = n => n.toLocaleString('en-US');
let told = +page.dataset.told, fresh = 0, follow = true, wanted = false, busy = false, rest = 0, down = 0;

const selected = () => body?.querySelector('[aria-selected=true]');
const atEnd = () => scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 12;
const toBottom = () => { scroller.scrollTop = scroller.scrollHeight; };

const live = connect(message => {
  if (message.type === 'joined') { if (message.cursor > told) changed(0, message.cursor); }
  else if (message.type === 'news') news(message.news);
  else if (message.type === 'down') down = message.since;
  else if (message.type === 'up') down = 0;
  else if (message.type === 'out') location.assign('/login');
  words();
});

function news({ gone, live: going, rows, skipped, cursor }) {
  if (gone || going === false) { location.reload(); return; }
  if (rows === undefined) return;
  const ids = [...rows.matchAll(/<tr[^>]* id="m(\d+)"/g)].map(found => +found[1]).filter(id => id > told);
  if (ids.length || skipped) changed(ids.length + skipped, Math.max(told, cursor));
}

function changed(count, cursor) {
  told = cursor;
  fresh += count;
  wanted = true;
  fetchRows();
}

// one at a time, at most every 0.7 s, and more seldom when it takes long
async function fetchRows() {
  if (busy || !wanted || !follow) return;
  busy = true;
  await new Promise(done => setTimeout(done, Math.max(0, rest - performance.now())));
  const begun = performance.now();
  wanted = false;
  try {
    const answer = await fetch(newest, { cache: 'no-store' });
    if (answer.ok) show(await answer.text()); else wanted = true;
  } catch { wanted = true; }
  rest = performance.now() + Math.max(REST, 5 * (performance.now() - begun));
  busy = false;
  if (wanted) setTimeout(fetchRows, REST);
  words();
}

function show(html) {
  if (!body) { if (html.trim()) location.reload(); return; }
  if (!follow) { wanted = true; return; }
  body.innerHTML = html;
  fresh = 0;
  toBottom();
}

function hold() {
  follow = false;
  words();
}

function toEnd() {
  selected()?.setAttribute('aria-selected', 'false');
  scroller.querySelector('[data-list]').removeAttribute('aria-activedescendant');
  follow = true;
  toBottom();
  fetchRows();
  words();
}

function words() {
  const word = document.getElementById('tableword'), end = document.getElementById('goend');
  if (!word) return;
  word.parentElement.className = 'tablefoot' + (down ? ' warn' : '');
  word.textContent = down ? `Server not reachable since ${new Date(down).toTimeString().slice(0, 8)}. Agents keep recording.`
    : follow ? 'At the end: new messages appear here' : selected() ? 'A row is selected: rows stay where they are, capture goes on'
    : 'Scrolled up: rows stay where they are, capture goes on';
  end.hidden = follow;
  end.firstChild.data = fresh ? `${number(fresh)} new, go to end ` : 'Go to end ';
}

if (body) {
  toBottom();
  scroller.addEventListener('scroll', () => {
    if (atEnd() && !follow && !selected()) toEnd();
    else if (!atEnd() && follow) hold();
  }, { passive: true });
  new MutationObserver(() => { if (selected() && follow) hold(); }).observe(body, { subtree: true, attributeFilter: ['aria-selected'] });
  document.getElementById('goend').addEventListener('click', toEnd);
  // before the list's own keys, which would select the last row
  addEventListener('keydown', e => {
    if (e.key === 'End' && shortcut(e)) { e.preventDefault(); e.stopImmediatePropagation(); toEnd(); }
  }, true);
}
words();
live.join({ capture, filter, after: told });
