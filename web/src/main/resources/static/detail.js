// The dock: one message's metadata and bytes.
import { toast, on, restoreSplits } from './page.js';

export class Dock {
  #id = 0;

  constructor(dock, split) {
    this.dock = dock;
    this.split = split;
    on('close-detail', () => this.close());
    on('show-all', el => this.showAll(el.dataset.message));
    dock.addEventListener('click', e => { const tab = e.target.closest('[role=tab]'); if (tab) this.tab(tab.dataset.tab); });
    dock.addEventListener('keydown', e => {
      if (e.target.role === 'tab' && /^Arrow(Left|Right)$/.test(e.key)) {
        this.tab(e.target.dataset.tab === 'hex' ? 'text' : 'hex');
        dock.querySelector('[role=tab][aria-selected=true]').focus();
      }
    });
    dock.addEventListener('change', e => { if (e.target.id === 'copyas') this.copy(e.target); });
    // a message that is gone says so here
    dock.addEventListener('htmx:beforeSwap', e => { if (e.detail.xhr.status === 404) { e.detail.shouldSwap = true; e.detail.isError = false; } });
    dock.addEventListener('htmx:afterSwap', () => { restoreSplits(dock); this.tab(localStorage.getItem('bytes') || 'hex'); this.onshow?.(); });
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

  tab(name) {
    localStorage.setItem('bytes', name);
    this.dock.querySelectorAll('[role=tab]').forEach(t => {
      t.setAttribute('aria-selected', t.dataset.tab === name);
      t.tabIndex = t.dataset.tab === name ? 0 : -1;
    });
    this.dock.querySelectorAll('[data-pane]').forEach(p => { p.hidden = p.dataset.pane !== name; });
  }

  async showAll(id) {
    const box = this.dock.querySelector('#bytes');
    await htmx.ajax('GET', `/messages/${id}/bytes`, { source: box, target: box, swap: 'innerHTML' });
    this.dock.querySelector('[data-act=show-all]')?.remove();
    this.dock.querySelector('#shown').textContent = 'up to 1,048,576 bytes shown';
    this.tab(localStorage.getItem('bytes') || 'hex');
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
