// One EventSource for any number of views. The cursor of each view is in the URL, so a new connection goes on exactly
// where the old one ended: nothing is lost and nothing comes twice.
const WAITS = [500, 1000, 2000, 4000, 5000], SILENT = 10_000;

export class Stream {
  #views = new Map(); #source = null; #opening = 0; #tries = 0; #timer = 0; #down = 0; #next = 0; #heard = 0;

  // tell(name, message): name of the listener; '' for all
  constructor(tell) {
    this.tell = tell;
    setInterval(() => this.#watch(), 2000);
  }

  // a listener looks at a view from now on; it is told the cursor, so that it can fetch what came before
  join(name, { capture, filter, after }) {
    this.leave(name, true);
    const key = capture + ':' + filter;
    let view = this.#views.get(key);
    if (!view) {
      view = { key, capture, filter, cursor: after, names: new Set() };
      this.#views.set(key, view);
      this.#reopen();
    }
    view.names.add(name);
    this.tell(name, { type: 'joined', cursor: view.cursor });
    if (this.#down) this.tell(name, { type: 'down', since: this.#down, next: this.#next });
  }

  leave(name, staying = false) {
    for (const view of this.#views.values()) {
      if (view.names.delete(name) && view.names.size === 0) {
        this.#views.delete(view.key);
        if (!staying) this.#reopen();
      }
    }
  }

  // several changes at once open one connection
  #reopen() {
    clearTimeout(this.#opening);
    this.#opening = setTimeout(() => this.#open(), 15);
  }

  #open() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    if (this.#views.size === 0) return;
    const url = new URLSearchParams(), keys = [...this.#views.keys()];
    keys.forEach((key, n) => {
      const view = this.#views.get(key);
      url.append('view', [n, view.cursor, view.capture, view.filter].join(':'));
    });
    const source = this.#source = new EventSource('/live?' + url);
    source.addEventListener('tick', e => this.#source === source && this.#tick(JSON.parse(e.data), keys));
    source.onopen = () => { this.#heard = Date.now(); };
    source.onerror = () => this.#source === source && this.#failed();
  }

  #tick({ views }, keys) {
    this.#heard = Date.now();
    this.#tries = 0;
    if (this.#down) {
      this.tell('', { type: 'up', down: this.#down, until: Date.now() });
      this.#down = 0;
    }
    for (const news of views) {
      const view = this.#views.get(keys[+news.key]);
      if (!view) continue;
      if (news.cursor) view.cursor = news.cursor;
      for (const name of view.names) this.tell(name, { type: 'news', news });
    }
  }

  #watch() {
    if (this.#source && this.#heard && Date.now() - this.#heard > SILENT) this.#failed();
  }

  #failed() {
    this.#source?.close();
    this.#source = null;
    this.#heard = 0;
    this.#down ||= Date.now();
    const wait = WAITS[Math.min(this.#tries++, WAITS.length - 1)];
    this.#next = Date.now() + wait;
    this.tell('', { type: 'down', since: this.#down, next: this.#next });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#probe(), wait);
  }

  // asks first, since an EventSource can't tell a server that is away from one that doesn't know us any more
  async #probe() {
    try {
      const answer = await fetch('/ui/filter?filter=', { redirect: 'manual', cache: 'no-store' });
      if (answer.ok) this.#open();
      else if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) this.tell('', { type: 'out' });
      else this.#failed();
    } catch {
      this.#failed();
    }
  }

  retry() { if (this.#down) this.#probe(); }
}
