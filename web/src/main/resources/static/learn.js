// Who talks is found out a moment after the first messages: live rows in view that were drawn before are asked for again,
// a few times, and get the names where they are known by then.
import { parse } from './table.js';

const AFTER = 1000, TRIES = 5;

export class Learner {
  #timer = 0;

  constructor(table) {
    this.table = table;
    table.addEventListener('drawn', () => this.#soon());
  }

  #unknown() {
    const { rows, top, capacity } = this.table;
    return rows.slice(top, top + capacity + 1).filter(r => r.live && (r.tries ?? 0) < TRIES && r.el.querySelector('.unknown'));
  }

  #soon() {
    if (!this.#timer && this.#unknown().length) this.#timer = setTimeout(() => this.#ask(), AFTER);
  }

  async #ask() {
    const asked = new Map(this.#unknown().map(r => [r.id, r]));
    const ids = [...asked.keys()];
    asked.forEach(r => { r.tries = (r.tries ?? 0) + 1; });
    try {
      if (ids.length) {
        const { rows } = await this.table.load({ after: ids[0] - 1, limit: this.table.capacity + 1 });
        for (const fresh of parse(rows)) {
          const old = asked.get(fresh.id);
          if (old && old.el.innerHTML !== fresh.el.innerHTML) old.el.replaceChildren(...fresh.el.childNodes);
        }
      }
    } catch {
      // the server is away; the stream says so
    }
    this.#timer = 0;
    this.#soon();
  }
}
