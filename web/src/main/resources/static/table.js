// The message table: a window over a list of any length. Only the rows in view are in the document; around them a
// buffer of rows that follow each other without a hole. Live rows are appended when the buffer reaches the end.
import { layout, idAt, pxOf, lowerBound } from './scroll.js';

const KEEP = 1500, PAGE = 200, MARGIN = 60;

export function parse(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return [...template.content.querySelectorAll('tr')].map(el => ({ id: +el.id.slice(1), el }));
}

export class Table extends EventTarget {
  rows = []; halted = false; start = false; end = true; top = 0; follow = true; frozen = false; behind = 0; selected = 0;
  #seq = 0; #asked = {}; #frame = 0; #expected = 0; #dragged = 0; #wheel = 0; #seek = null; #owed = 0; #room = 0; #came = 0; #reached = 0;

  // box: { scroller, size, view, grid, body }; load(params): a promise of an answer of /ui/rows
  constructor(box, load) {
    super();
    this.box = box;
    this.load = load;
    box.scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    box.scroller.addEventListener('wheel', e => this.#wheeled(e), { passive: false });
    new ResizeObserver(() => this.paint()).observe(box.scroller);
  }

  // another list: its newest rows, its range of ids, and the id up to which these rows tell everything
  reset({ rows, first, last, exhausted, complete = true, scannedTo, scannedTime }) {
    this.#seq++; this.#asked = {}; this.#seek = null; this.halted = false;
    this.#reached = complete ? 0 : scannedTo;
    this.rows = rows; this.first = first; this.last = last; this.told = Math.max(last, rows.at(-1)?.id ?? 0);
    this.start = exhausted; this.end = true; this.follow = true; this.behind = 0;
    this.dispatchEvent(new CustomEvent('searched', { detail: complete ? '' : scannedTime }));
    this.paint();
  }

  // news of the live stream
  take({ rows, skipped, exact, cursor, first }) {
    const all = parse(rows), fresh = all.filter(r => r.id > this.told);
    fresh.forEach(r => { r.live = true; });
    const hole = (skipped > 0 || !exact) && !(all.length && all[0].id <= this.told);
    const count = fresh.length + (hole ? skipped : 0);
    this.first = first; this.last = this.told = Math.max(this.told, cursor);
    if (this.rows.length && this.rows[0].id < first) this.#forget(first);
    if (this.frozen || !this.end || (hole && !this.follow)) {
      if (count) this.end = false;
      this.behind += count;
    } else if (hole) {
      this.rows = fresh; this.start = false; this.#seq++; this.#asked = {};
    } else {
      // in a busy list the fades would be a flicker
      const now = performance.now();
      if (this.follow && fresh.length < 8 && now - this.#came > 400) fresh.forEach(r => r.el.classList.add('new'));
      if (fresh.length) this.#came = now;
      this.rows.push(...fresh);
      if (!this.follow) this.behind += count;
      this.#trimFront();
      if (this.rows.length - this.top > KEEP) { this.rows.length = this.top + KEEP; this.end = false; }
    }
    this.paint();
  }

  // retention removed the beginning
  #forget(first) {
    const cut = lowerBound(this.rows, first);
    this.rows.splice(0, cut);
    this.top = Math.max(0, this.top - cut);
    this.start = true;
  }

  #trimFront() {
    const room = this.follow ? this.rows.length - KEEP / 2 : Math.min(this.top - PAGE, this.rows.length - KEEP);
    if (room > PAGE) { this.rows.splice(0, room); this.top = Math.max(0, this.top - room); this.start = false; }
  }

  get rowHeight() { return this.box.body.rows[0]?.offsetHeight || 24; }
  get space() { return this.box.scroller.clientHeight - this.box.grid.tHead.offsetHeight; }
  get capacity() { return Math.max(1, Math.floor(this.space / this.rowHeight)); }
  get seeking() { return this.#seek !== null; }
  get whole() { return this.start && this.end; }

  // whole lists that fit the buffer scroll by index, others by id
  #layout() {
    return this.whole ? layout(0, this.rows.length - 1, this.rowHeight, this.space)
      : layout(this.first, Math.max(this.last, this.first), this.rowHeight, this.space);
  }

  // a row that was selected in view stays in view when the pane gets smaller; as a part of drawing, since rows that
  // arrive may be drawn in the smaller pane before its observer is told of it
  #stay(room) {
    const at = lowerBound(this.rows, this.selected), shown = this.selected && this.rows[at]?.id === this.selected && at < this.top + this.#room;
    if (shown && !this.follow && at >= this.top + room) this.top = at - room + 1;
    this.#room = room;
  }

  paint() { this.#frame ||= requestAnimationFrame(() => { this.#frame = 0; this.#draw(); }); }

  #draw() {
    const room = this.capacity, most = Math.max(0, this.rows.length - room);
    this.#stay(room);
    if (this.follow && !this.frozen) this.top = most;
    this.top = Math.max(0, Math.min(this.top, most));
    const shown = this.rows.slice(this.top, this.top + room + 1), keep = new Set(shown.map(r => r.el));
    for (const el of [...this.box.body.children]) if (!keep.has(el)) el.remove();
    let at = this.box.body.firstChild;
    for (const r of shown) {
      r.el.setAttribute('aria-selected', r.id === this.selected);
      if (r.el === at) at = at.nextSibling; else this.box.body.insertBefore(r.el, at);
    }
    const active = shown.some(r => r.id === this.selected);
    if (active) this.box.grid.setAttribute('aria-activedescendant', 'm' + this.selected);
    else this.box.grid.removeAttribute('aria-activedescendant');
    this.#bar(shown);
    this.#ensure(room);
    this.dispatchEvent(new Event('drawn'));
  }

  #bar(shown) {
    const place = this.#layout(), { size, view, scroller } = this.box;
    size.style.height = place.height + this.box.grid.tHead.offsetHeight + 'px';
    view.style.height = scroller.clientHeight + 'px';
    if (performance.now() - this.#dragged < 250) return;
    const id = this.whole ? this.top : shown[0]?.id ?? this.first;
    const px = this.follow && !this.frozen ? place.range : pxOf(id, place);
    if (Math.abs(scroller.scrollTop - px) > 1) scroller.scrollTop = px;
    this.#expected = scroller.scrollTop;
  }

  #ensure(room) {
    if (!this.start && !this.halted && (this.rows.length < room || (!this.follow && this.top < MARGIN))) this.#more('before');
    if (!this.end && !this.follow && this.rows.length - this.top - room < MARGIN) this.#more('after');
  }

  async #more(side) {
    if (this.#asked[side]) return;
    this.#asked[side] = true;
    const seq = this.#seq, edge = side === 'before' ? this.rows[0]?.id ?? (this.#reached || this.told + 1) : this.rows.at(-1)?.id ?? this.first - 1;
    const found = await this.#find({ [side]: edge, limit: PAGE }, () => seq === this.#seq);
    if (!found || seq !== this.#seq) return;
    this.#asked[side] = false;
    if (side === 'before') this.#prepend(found);
    else this.#append(found);
    const owed = this.#owed;
    this.#owed = 0;
    if (owed) this.moveBy(owed); else this.paint();
  }

  #prepend({ rows, exhausted }) {
    this.rows.unshift(...rows);
    this.top += rows.length;
    this.start = exhausted;
    if (!this.follow && this.rows.length > KEEP) { this.rows.length = Math.max(KEEP, this.top + PAGE); this.end = false; }
  }

  #append({ rows, exhausted }) {
    this.rows.push(...rows);
    this.told = Math.max(this.told, rows.at(-1)?.id ?? 0);
    this.end = exhausted;
    this.#trimFront();
  }

  // one page; goes on where the server's time limit stopped it, as long as it is still wanted
  async #find(params, wanted) {
    for (;;) {
      let answer;
      try { answer = await this.load(params); } catch { this.#asked = {}; return null; }
      if (!wanted()) return null;
      const rows = parse(answer.rows);
      this.dispatchEvent(new CustomEvent('searched', { detail: answer.complete ? '' : answer.scannedTime }));
      if (params.after === undefined) this.#reached = answer.complete ? 0 : answer.scannedTo;
      if (rows.length || answer.complete) return { ...answer, rows };
      params = { ...params, [params.after === undefined ? 'before' : 'after']: answer.scannedTo };
    }
  }

  // what was found stays; going up, or asking for it, goes on
  stopSearch() { this.#seq++; this.#asked = {}; this.halted = true; this.paint(); }
  goOn() { this.halted = false; this.paint(); }

  #wheeled(e) {
    if (e.ctrlKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) return;
    e.preventDefault();
    this.#wheel += e.deltaY * (e.deltaMode === 1 ? this.rowHeight : e.deltaMode === 2 ? this.space : 1);
    const steps = Math.trunc(this.#wheel / this.rowHeight);
    this.#wheel -= steps * this.rowHeight;
    if (steps) this.moveBy(steps);
  }

  #scrolled() {
    const px = this.box.scroller.scrollTop, place = this.#layout();
    if (Math.abs(px - this.#expected) <= 1) return;
    this.#dragged = performance.now();
    this.#expected = px;
    setTimeout(() => this.paint(), 300);
    if (px >= place.range - 1) { this.toEnd(); return; }
    const id = idAt(px, place);
    if (this.whole) { this.follow = false; this.top = id; this.paint(); } else this.seek(id);
    this.dispatchEvent(new CustomEvent('dragged', { detail: id }));
  }

  moveBy(steps) {
    const most = Math.max(0, this.rows.length - this.capacity), want = this.top + steps + (this.#owed * steps > 0 ? this.#owed : 0);
    if (steps < 0) { this.halted = false; if (most > 0) this.follow = false; }
    this.top = Math.max(0, Math.min(most, want));
    // what the buffer doesn't hold yet is moved when it is there
    this.#owed = want > most && !this.end ? Math.min(2000, want - most) : want < 0 && !this.start ? Math.max(-2000, want) : 0;
    if (steps > 0 && this.end && this.top >= most && !this.frozen) this.#following();
    this.paint();
  }

  #following() { this.follow = true; this.behind = 0; }

  // puts this id, or the next one, on top; of many calls only the last one counts
  async seek(id) {
    this.follow = false;
    const rows = this.rows, room = this.capacity;
    if (rows.length && id >= rows[0].id && id <= rows.at(-1).id && (this.end || rows.length - lowerBound(rows, id) > room)) {
      this.top = lowerBound(rows, id);
      this.paint();
      return;
    }
    const running = this.#seek !== null;
    this.#seek = id;
    if (running) return;
    for (let next = id; next !== null; next = this.#seek === next ? null : this.#seek) await this.#jump(next);
    this.#seek = null;
  }

  async #jump(id) {
    const seq = ++this.#seq;
    this.#asked = {};
    this.#owed = 0;
    const found = await this.#find({ after: id - 1, limit: PAGE }, () => seq === this.#seq);
    if (!found) return;
    this.rows = found.rows; this.end = found.exhausted; this.start = id <= this.first; this.top = 0;
    this.told = Math.max(this.told, this.rows.at(-1)?.id ?? 0);
    this.paint();
  }

  toStart() { this.seek(this.first); }

  async toEnd() {
    this.#following();
    this.#seek = null;
    this.#owed = 0;
    if (!this.end) {
      const seq = ++this.#seq;
      this.#asked = {};
      const found = await this.#find({ before: Number.MAX_SAFE_INTEGER, limit: PAGE }, () => seq === this.#seq);
      if (!found) return;
      this.rows = found.rows; this.start = found.exhausted; this.end = true; this.behind = 0;
      this.told = Math.max(this.told, this.rows.at(-1)?.id ?? 0);
    }
    this.top = this.rows.length; // also when the view is frozen before it is drawn
    this.paint();
  }

  freeze(frozen) {
    this.frozen = frozen;
    if (!frozen && this.follow) this.toEnd();
    this.paint();
  }

  // moves the selection by rows; selecting holds the view, since rows must not run away under the reader
  selectBy(steps) {
    if (!this.rows.length) return;
    let at = lowerBound(this.rows, this.selected);
    const known = this.rows[at]?.id === this.selected;
    at = this.follow && !known ? this.rows.length - 1 : known ? Math.max(0, Math.min(this.rows.length - 1, at + steps)) : steps > 0 ? this.top : Math.min(this.rows.length, this.top + this.capacity) - 1;
    this.select(this.rows[at].id);
  }

  select(id) {
    this.selected = id;
    const at = lowerBound(this.rows, id), room = this.capacity;
    if (id && this.rows[at]?.id === id) {
      this.follow = false;
      if (at < this.top) this.top = at;
      else if (at >= this.top + room) this.top = at - room + 1;
    }
    this.paint();
    this.dispatchEvent(new CustomEvent('selected', { detail: id }));
  }
}
