// The filter box: checked on the server 120 ms after the last key, applied by Enter; a wrong filter shows its column,
// and the last valid one stays in force.
export class FilterBox {
  #timer = 0; #seq = 0;

  constructor(form, error, apply) {
    this.form = form;
    this.input = form.querySelector('input');
    this.verdict = form.querySelector('.verdict');
    this.error = error;
    this.apply = apply;
    this.force = form.dataset.force;
    this.input.addEventListener('input', () => { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.check(), 120); });
    this.input.addEventListener('keydown', e => { if (e.key === 'Escape') { this.set(this.force); this.input.blur(); } });
    form.addEventListener('submit', e => { e.preventDefault(); this.enter(); });
  }

  set(text) {
    this.input.value = text;
    this.show(text.trim() ? 'ok' : '', '', null);
  }

  show(state, words, wrong) {
    this.form.dataset.state = state;
    this.verdict.textContent = words;
    this.input.setAttribute('aria-invalid', state === 'bad');
    this.error.replaceChildren();
    if (!wrong) return;
    const caret = document.createElement('pre'), words2 = document.createElement('p');
    caret.className = 'caret';
    caret.textContent = ' '.repeat(Math.max(0, wrong.column - 1)) + '^';
    words2.textContent = wrong.error + (this.force ? ` In force stays: ${this.force}` : ' No filter is in force.');
    this.error.append(caret, words2);
  }

  // true when it can be applied
  async check(entered = false) {
    clearTimeout(this.#timer);
    const seq = ++this.#seq, text = this.input.value;
    let answer;
    try { answer = await (await fetch('/ui/filter?filter=' + encodeURIComponent(text))).json(); } catch { this.show('partial', 'not checked: no server', null); return false; }
    if (seq !== this.#seq) return false;
    if (answer.ok) this.show(text.trim() ? 'ok' : '', text.trim() === this.force ? '' : 'Enter applies', null);
    else if (answer.unfinished && !entered) this.show('partial', answer.error.replace(/^Column \d+: /, ''), null);
    else this.show('bad', 'column ' + answer.column, answer);
    return answer.ok;
  }

  async enter() {
    if (!await this.check(true)) return;
    this.force = this.input.value.trim();
    this.show(this.force ? 'ok' : '', '', null);
    this.apply(this.force);
  }
}
