// The dock: one message's metadata, meaning and bytes.
import { toast, on, restoreSplits } from './page.js';
import { Tree } from './tree.js';

export class Dock {
  #id = 0;

  constructor(dock, split) {
    this.dock = dock;
    this.split = split;
    new Tree(dock);
    on('close-detail', () => this.close());
    on('show-all', el => this.showAll(el.dataset.message));
    dock.addEventListener('click', e => { const tab = e.target.closest('[role=tab]'); if (tab) choose(tab); });
    dock.addEventListener('keydown', e => {
      if (e.target.role === 'tab' && /^Arrow(Left|Right)$/.test(e.key)) choose(other(e.target.parentElement)).focus();
    });
    dock.addEventListener('change', e => { if (e.target.id === 'copyas') this.copy(e.target); });
    // a message that is gone says so here
    dock.addEventListener('htmx:beforeSwap', e => { if (e.detail.xhr.status === 404) { e.detail.shouldSwap = true; e.detail.isError = false; } });
    dock.addEventListener('htmx:afterSwap', () => { restoreSplits(dock); this.#tabs(); this.onshow?.(); });
  }

  get open() { return !this.dock.hidden; }

  show(id) {
    if (!id) { this.close(); return; }
    this.dock.hidden = this.split.hidden = false;
    if (id === this.#id) return;
    this.#id = id;
    htmx.ajax('GET', `/messages/${id}/detail`, { source: this.dock, target: this.dock, swap: 'innerHTML' }).catch(() => {}); // a later message takes its place
  }

  close() {
    this.#id = 0;
    this.dock.hidden = this.split.hidden = true;
    this.dock.replaceChildren();
    this.onclose?.();
  }

  // hex or text
  toggle() { if (this.open) choose(other(this.dock.querySelector('[data-keep=bytes]'))); }

  // as they were chosen for the message before
  #tabs() {
    this.dock.querySelectorAll('[data-keep]').forEach(list => {
      choose(list.querySelector(`[data-tab="${CSS.escape(localStorage.getItem(list.dataset.keep) ?? '')}"]`) ?? list.firstElementChild);
    });
  }

  async showAll(id) {
    const box = this.dock.querySelector('#bytes');
    await htmx.ajax('GET', `/messages/${id}/bytes`, { source: box, target: box, swap: 'innerHTML' });
    this.dock.querySelector('[data-act=show-all]')?.remove();
    this.dock.querySelector('#shown').textContent = 'up to 1,048,576 bytes shown';
    this.#tabs();
  }

  async copy(select) {
    const form = select.value, label = select.selectedOptions[0].textContent;
    select.value = '';
    if (!form) return;
    try {
      const answer = await fetch(`/messages/${select.dataset.message}/copy?as=${form}`);
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      await navigator.clipboard.writeText(text);
      toast(`Copied as ${label.toLowerCase()}.`);
    } catch (e) {
      toast(e.message || 'Not copied. The browser refused the clipboard.', true);
    }
  }
}

// of two tabs the one that isn't chosen
function other(list) { return list.querySelector('[role=tab][aria-selected=false]'); }

function choose(tab) {
  const list = tab.parentElement;
  localStorage.setItem(list.dataset.keep, tab.dataset.tab);
  for (const t of list.querySelectorAll('[role=tab]')) {
    t.setAttribute('aria-selected', t === tab);
    t.tabIndex = t === tab ? 0 : -1;
    list.closest('.dock').querySelectorAll(`[data-pane="${t.dataset.tab}"]`).forEach(pane => { pane.hidden = t !== tab; });
  }
  return tab;
}
