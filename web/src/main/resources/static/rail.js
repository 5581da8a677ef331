// The rail of sources: numbers tick in place, a new source reloads the list, a click sets the filter.
export class Rail {
  #busy = false; #history = new Map(); #last = 0;

  constructor(list, query, choose) {
    this.list = list;
    this.query = query;
    this.choose = choose;
    this.force = '';
    list.addEventListener('click', e => {
      const item = e.target.closest('[data-filter]');
      if (item && !e.ctrlKey && !e.metaKey) { e.preventDefault(); this.#pick(item); }
    });
    list.addEventListener('keydown', e => this.#key(e));
  }

  #pick(item) { this.choose(item.getAttribute('aria-selected') === 'true' ? '' : item.dataset.filter); }
  get #items() { return [...this.list.querySelectorAll('[data-source]')]; }

  mark(filter) {
    this.#items.forEach(i => i.setAttribute('aria-selected', i.dataset.filter === filter));
  }

  #key(e) {
    const items = this.#items, at = items.findIndex(i => i.classList.contains('at'));
    if (e.key === 'Enter' && at >= 0) this.#pick(items[at]);
    else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      const next = items[Math.max(0, Math.min(items.length - 1, at + (e.key === 'ArrowDown' ? 1 : -1)))];
      items[at]?.classList.remove('at');
      next?.classList.add('at');
      next?.scrollIntoView({ block: 'nearest' });
    }
  }

  numbers(sources) {
    const tick = performance.now() - this.#last > 1000;
    if (tick) this.#last = performance.now();
    const items = new Map(this.#items.map(i => [i.dataset.source, i]));
    for (const [key, count, rate, quiet] of sources) {
      const item = items.get(key);
      if (!item) { this.#reload(); return; }
      set(item.querySelector('[data-n=count]'), count);
      set(item.querySelector('[data-n=rate]'), rate);
      item.classList.toggle('quiet', quiet);
      if (tick) this.#spark(key, rate, item.querySelector('polyline'));
    }
    if (items.size !== sources.length) this.#reload();
  }

  // the last 16 rates as a line
  #spark(key, text, line) {
    const rate = parseFloat(text) * ({ k: 1e3, m: 1e6 }[text.at(-1)] ?? 1);
    const past = this.#history.get(key) ?? [];
    past.push(rate);
    if (past.length > 16) past.shift();
    this.#history.set(key, past);
    const most = Math.max(1, ...past);
    line?.setAttribute('points', past.map((r, i) => `${(44 - (past.length - 1 - i) * 44 / 15).toFixed(1)},${(13 - r / most * 11).toFixed(1)}`).join(' '));
  }

  async #reload() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const answer = await fetch('/ui/sources?' + this.query());
      if (answer.ok) this.list.innerHTML = await answer.text();
    } catch { /* asked again with the next numbers */ }
    this.#busy = false;
  }
}

function set(el, text) { if (el && el.textContent !== text) el.textContent = text; }
