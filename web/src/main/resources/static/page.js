// What all pages share: theme, keys dialog, toasts, splitters, numbers of the live stream.
const root = document.documentElement;

export function toast(text, bad = false) {
  const box = document.createElement('div');
  box.className = 'toast' + (bad ? ' bad' : '');
  box.textContent = text;
  document.getElementById('toasts').append(box);
  setTimeout(() => box.remove(), bad ? 12_000 : 4_000);
}

export const typing = e => /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || e.target.isContentEditable;
export const shortcut = e => !e.ctrlKey && !e.metaKey && !e.altKey && !typing(e) && !document.querySelector('dialog[open]');

// the numbers of the top bar and the foot
export function numbers({ text, anyLost }) {
  for (const [name, value] of Object.entries(text)) {
    const el = document.querySelector(`[data-live="${name}"]`);
    if (el && el.textContent !== value) el.textContent = value;
  }
  const lost = document.getElementById('lost');
  lost.classList.toggle('warn', anyLost);
  lost.classList.toggle('ok', !anyLost);
}

const actions = {
  theme() {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
  },
  keys() { document.getElementById('keys').showModal(); },
  'close-keys'() { document.getElementById('keys').close(); },
};

export const on = (name, act) => { actions[name] = act; };

addEventListener('click', e => {
  const el = e.target.closest?.('[data-act]'), act = el && actions[el.dataset.act];
  if (act) { if (el.tagName === 'A') e.preventDefault(); act(el); }
});
addEventListener('keydown', e => {
  if (!shortcut(e)) return;
  if (e.key === '?') { e.preventDefault(); actions.keys(); }
  else if (e.key === 't' && location.pathname !== '/taps') location.assign('/taps');
});
document.body.addEventListener('htmx:responseError', e => toast(e.detail.xhr.responseText.slice(0, 400) || 'The server answered ' + e.detail.xhr.status, true));
document.body.addEventListener('htmx:sendError', () => toast('The server can’t be reached. Nothing was changed.', true));

// splitters: drag, arrows by 16 px, double click restores; kept per view
const saved = split => 'size:' + (split.getAttribute('aria-label') || '');
function resize(split, px) {
  const across = split.getAttribute('aria-orientation') === 'vertical';
  const pane = across ? split.previousElementSibling : split.nextElementSibling;
  const most = (across ? split.parentElement.clientWidth : split.parentElement.clientHeight) - 120;
  const size = px === null ? '' : Math.max(96, Math.min(most, px)) + 'px';
  pane.style[across ? 'width' : 'height'] = size;
  if (size) localStorage.setItem(saved(split), parseInt(size)); else localStorage.removeItem(saved(split));
}
const sizeOf = split => split.getAttribute('aria-orientation') === 'vertical'
  ? split.previousElementSibling.offsetWidth : split.nextElementSibling.offsetHeight;
export function restoreSplits(within = document) {
  within.querySelectorAll('.split').forEach(s => { const px = localStorage.getItem(saved(s)); if (px) resize(s, +px); });
}
addEventListener('pointerdown', e => {
  const split = e.target.closest?.('.split');
  if (!split) return;
  const across = split.getAttribute('aria-orientation') === 'vertical', size = sizeOf(split), from = across ? e.clientX : e.clientY;
  split.setPointerCapture(e.pointerId);
  split.onpointermove = m => resize(split, size + (across ? m.clientX - from : from - m.clientY));
  split.onpointerup = split.onpointercancel = () => { split.onpointermove = null; };
});
addEventListener('dblclick', e => { const split = e.target.closest?.('.split'); if (split) resize(split, null); });
addEventListener('keydown', e => {
  const split = e.target.closest?.('.split'), step = { ArrowLeft: -16, ArrowRight: 16, ArrowUp: 16, ArrowDown: -16 }[e.key];
  if (split && step) { e.preventDefault(); e.stopPropagation(); resize(split, sizeOf(split) + step); }
}, true);
restoreSplits();
document.querySelector('.top nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
