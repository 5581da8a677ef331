// What a cell says as a filter: for it, and it, and not it, or it. Opened by the right button, or by Shift F10 for the
// selected row; left and right then go to the neighbour cell. The terms are written by the server.
const WAYS = [
  ['Filter for', (_, term) => term],
  ['And', (force, term) => `${grouped(force)} ${term}`],
  ['And not', (force, term) => `${grouped(force)} not ${term}`],
  ['Or', (force, term) => `${force} or ${term}`],
];
const grouped = force => / or /i.test(force) ? `(${force})` : force;

export class Menu {
  #terms = []; #at = 0; #seq = 0;

  // grid: gets the focus back; force(): the filter in force; apply(text): puts another one in force
  constructor(grid, body, { force, apply }) {
    this.grid = grid;
    this.force = force;
    this.apply = apply;
    this.box = document.createElement('div');
    this.box.className = 'menu';
    this.box.hidden = true;
    this.box.setAttribute('role', 'menu');
    document.getElementById('page').append(this.box);
    body.addEventListener('contextmenu', e => {
      const cell = e.target.closest('td');
      if (!cell || e.ctrlKey || e.shiftKey) return;
      e.preventDefault();
      this.open(cell.parentElement, cell.dataset.all ? 0 : cell.cellIndex, e.clientX, e.clientY);
    });
    this.box.addEventListener('keydown', e => this.#key(e));
    this.box.addEventListener('click', e => { const item = e.target.closest('button'); if (item) this.#take(item.dataset.text); });
    // after what is under way: other items may just take the place of those that had the focus
    this.box.addEventListener('focusout', () => queueMicrotask(() => { if (!this.box.contains(document.activeElement)) this.#close(false); }));
    addEventListener('resize', () => this.#close(false));
    addEventListener('wheel', () => this.#close(false), { passive: true });
  }

  // row: of the table; cell: its number; x, y: where, or nothing for below the row
  async open(row, cell, x, y) {
    const seq = ++this.#seq, { left, bottom } = row.getBoundingClientRect();
    let terms;
    try { terms = await (await fetch(`/ui/terms/${row.id.slice(1)}`)).json(); } catch { return; }
    if (seq !== this.#seq || !terms.length) return;
    this.#terms = terms;
    this.#at = Math.max(0, terms.findIndex(t => t.cell >= cell));
    this.box.hidden = false;
    this.#show();
    const { width, height } = this.box.getBoundingClientRect();
    this.box.style.left = Math.max(4, Math.min(x ?? left + 100, innerWidth - width - 4)) + 'px';
    this.box.style.top = Math.max(4, Math.min(y ?? bottom, innerHeight - height - 4)) + 'px';
  }

  #show() {
    const { what, term } = this.#terms[this.#at], force = this.force(), title = document.createElement('p');
    title.textContent = what;
    this.box.setAttribute('aria-label', `Filter by ${what}`);
    this.box.replaceChildren(title, ...WAYS.slice(0, force ? 4 : 1).map(([word, join]) => item(word, term, join(force, term))));
    if (!force) this.box.append(item('Not', term, `not ${term}`));
    this.box.querySelector('button').focus();
  }

  #take(text) { this.#close(true); this.apply(text); }

  #close(back) {
    this.#seq++;
    if (this.box.hidden) return;
    this.box.hidden = true;
    if (back) this.grid.focus({ preventScroll: true });
  }

  #key(e) {
    const items = [...this.box.querySelectorAll('button')], at = items.indexOf(document.activeElement), many = this.#terms.length;
    e.stopPropagation();
    if (e.key === 'ArrowDown' || e.key === 'j') items[(at + 1) % items.length].focus();
    else if (e.key === 'ArrowUp' || e.key === 'k') items[(at + items.length - 1) % items.length].focus();
    else if (e.key === 'ArrowRight') { this.#at = (this.#at + 1) % many; this.#show(); }
    else if (e.key === 'ArrowLeft') { this.#at = (this.#at + many - 1) % many; this.#show(); }
    else if (e.key === 'Escape' || e.key === 'Tab') this.#close(true);
    else return;
    e.preventDefault();
  }
}

function item(word, term, text) {
  const button = document.createElement('button'), code = document.createElement('code');
  button.type = 'button';
  button.setAttribute('role', 'menuitem');
  button.tabIndex = -1;
  button.dataset.text = text;
  code.textContent = term;
  button.append(word + ' ', code);
  return button;
}
