// How a filter could go on: a list under the box, by the word at the cursor. Down and Up choose, Enter or Tab takes,
// Esc closes it; as long as nothing is chosen, Enter belongs to the box.
export class Suggest {
  #timer = 0; #seq = 0; #items = []; #at = -1; #word = null;

  // input: the filter's box; more(): what else the server is told, as the capture
  constructor(input, more) {
    this.input = input;
    this.more = more;
    this.list = document.createElement('ul');
    this.list.className = 'suggest';
    this.list.id = input.id + '-suggest';
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', 'How it could go on');
    this.list.hidden = true;
    input.closest('.filterbox').append(this.list);
    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', this.list.id]]) input.setAttribute(name, value);
    input.addEventListener('input', () => { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.#ask(false), 120); });
    input.addEventListener('blur', () => this.#close());
    input.addEventListener('keydown', e => this.#key(e), true);
    this.list.addEventListener('pointerdown', e => {
      e.preventDefault(); // the box keeps the focus
      const item = e.target.closest('li');
      if (item) this.#take([...this.list.children].indexOf(item));
    });
  }

  // the word that ends at the cursor, with a quote that is still open
  #wordAt() {
    const until = this.input.selectionStart, before = this.input.value.slice(0, until);
    const [word] = before.match(/[^\s()"]*(?:"(?:[^"]|"")*)?$/) ?? [''];
    return { from: until - word.length, until, word };
  }

  async #ask(wanted) {
    const at = this.#wordAt(), seq = ++this.#seq;
    if ((!at.word && !wanted) || document.activeElement !== this.input) { this.#close(); return; }
    let items = [];
    try {
      const answer = await fetch('/ui/suggest?' + new URLSearchParams({ ...this.more(), word: at.word }));
      if (answer.ok) items = await answer.json();
    } catch { /* it is a help only */ }
    if (seq !== this.#seq) return;
    if (items.length === 1 && items[0].text === at.word) items = [];
    this.#word = at;
    this.#items = items;
    this.#show();
  }

  #show() {
    this.list.replaceChildren(...this.#items.map((item, i) => {
      const li = document.createElement('li'), text = document.createElement('code'), help = document.createElement('span');
      li.setAttribute('role', 'option');
      li.id = this.list.id + i;
      text.textContent = item.text;
      help.textContent = item.help;
      li.append(text, help);
      return li;
    }));
    this.#choose(-1);
    this.list.hidden = !this.#items.length;
    this.input.setAttribute('aria-expanded', !this.list.hidden);
  }

  #choose(at) {
    this.#at = at;
    [...this.list.children].forEach((li, i) => li.setAttribute('aria-selected', i === at));
    const chosen = this.list.children[at];
    if (chosen) { chosen.scrollIntoView({ block: 'nearest' }); this.input.setAttribute('aria-activedescendant', chosen.id); }
    else this.input.removeAttribute('aria-activedescendant');
  }

  #close() {
    clearTimeout(this.#timer);
    this.#seq++;
    this.#items = [];
    this.#show();
  }

  #take(i) {
    const { text } = this.#items[i], { from, until } = this.#word, whole = !/[:<>=]$/.test(text);
    this.#close();
    this.input.setRangeText(whole ? text + ' ' : text, from, until, 'end');
    this.input.dispatchEvent(new Event('input', { bubbles: true }));
  }

  #key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const many = this.#items.length;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      if (many) this.#choose((this.#at + (e.key === 'ArrowDown' ? 1 : -1) + many + (this.#at < 0 && e.key === 'ArrowUp' ? 1 : 0)) % many);
      else if (e.key === 'ArrowDown') this.#ask(true);
    } else if (many && this.#at >= 0 && (e.key === 'Enter' || (e.key === 'Tab' && !e.shiftKey))) this.#take(this.#at);
    else if (many && e.key === 'Tab' && !e.shiftKey && many === 1) this.#take(0);
    else if (many && e.key === 'Escape') this.#close();
    else { if (e.key === 'Enter') this.#close(); return; }
    e.preventDefault();
    e.stopImmediatePropagation();
  }
}
