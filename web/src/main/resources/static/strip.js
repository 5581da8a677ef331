// Density over time: fetched when the view changes and every few seconds while it is looked at. A click goes there,
// a drag narrows the filter.
export class Strip {
  #timer = 0; #busy = false; #from = null;

  constructor(box, query, { pick, zoom }) {
    this.box = box;
    this.query = query;
    this.pick = pick;
    this.zoom = zoom;
    box.addEventListener('pointerdown', e => this.#down(e));
    box.addEventListener('pointermove', e => this.#move(e));
    box.addEventListener('pointerup', e => this.#up(e));
    this.load();
  }

  async load() {
    clearTimeout(this.#timer);
    if (!this.#busy && !document.hidden && this.#from === null) {
      this.#busy = true;
      try {
        const answer = await fetch('/ui/strip?' + this.query());
        if (answer.ok) this.box.innerHTML = await answer.text();
      } catch { /* the line under the table tells when the server is away */ }
      this.#busy = false;
    }
    this.#timer = setTimeout(() => this.load(), 4000);
  }

  get #svg() { return this.box.querySelector('svg'); }
  #share(e) { const r = this.#svg.getBoundingClientRect(); return Math.max(0, Math.min(1, (e.clientX - r.left) / r.width)); }
  #time(share) { const { from, until } = this.#svg.dataset; return +from + share * (until - from); }

  #down(e) { if (this.#svg && e.button === 0) { this.#from = this.#share(e); this.box.setPointerCapture(e.pointerId); } }

  #move(e) {
    const brush = this.box.querySelector('#brush');
    if (this.#from === null || !brush) return;
    const to = this.#share(e), low = Math.min(to, this.#from);
    brush.setAttribute('x', low * 1152);
    brush.setAttribute('width', Math.abs(to - this.#from) * 1152);
  }

  #up(e) {
    if (this.#from === null) return;
    const from = this.#from, to = this.#share(e);
    this.#from = null;
    this.box.querySelector('#brush')?.setAttribute('width', 0);
    if (Math.abs(to - from) < 0.008) this.pick(this.#time(from));
    else this.zoom(this.#time(Math.min(from, to)), this.#time(Math.max(from, to)));
  }
}
