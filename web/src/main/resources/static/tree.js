// The decoded tree beside the bytes: what the mouse is over lights the other side, a click or the arrow keys pin it.
// Bytes are runs of text, so they are lit by highlights over ranges of it, without an element for each byte.
const LINE = 16;

// offset and length of a node's bytes, from "0017+163"
const place = node => { const [at, length] = node.dataset.place.split('+'); return { at: parseInt(at, 16), length: +length || 0 }; };
// where a byte of a line stands in its hex text; there is one space more after the eighth
const column = byte => 3 * byte + (byte < 8 ? 0 : 1);

export class Tree {
  constructor(dock) {
    this.dock = dock;
    dock.addEventListener('pointerover', e => { const node = e.target.closest('.dec .n'); if (node) this.#light(node); });
    dock.addEventListener('pointermove', e => { if (e.target.closest('.hex')) this.#light(this.#nodeAt(this.#byteAt(e))); });
    dock.addEventListener('pointerleave', () => this.#light(null));
    dock.addEventListener('click', e => {
      const node = e.target.closest('.dec .n') ?? (e.target.closest('.hex') && getSelection().isCollapsed ? this.#nodeAt(this.#byteAt(e)) : null);
      if (node) this.#pin(node, !e.target.closest('.dec'));
    });
    dock.addEventListener('keydown', e => { if (e.target.classList.contains('dec')) this.#key(e); });
  }

  get #nodes() { return [...this.dock.querySelectorAll('.dec .n')]; }

  #key(e) {
    const nodes = this.#nodes, at = nodes.findIndex(n => n.getAttribute('aria-selected') === 'true');
    const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: nodes.length - 1 }[e.key];
    if (to === undefined || e.ctrlKey || e.metaKey || e.altKey || !nodes.length) return;
    e.preventDefault();
    e.stopPropagation();
    this.#pin(nodes[Math.max(0, Math.min(nodes.length - 1, to))], true);
  }

  #light(node) {
    this.dock.querySelector('.dec .lit')?.classList.remove('lit');
    node?.classList.add('lit');
    mark('lit', this.#ranges(node));
  }

  #pin(node, show) {
    const tree = node.closest('.dec');
    this.#nodes.forEach((n, i) => { n.id = 'node-' + i; n.setAttribute('aria-selected', n === node); });
    tree.setAttribute('aria-activedescendant', node.id);
    if (show) node.scrollIntoView({ block: 'nearest' });
    const ranges = this.#ranges(node);
    mark('pin', ranges);
    if (!this.dock.querySelector('.hex:hover')) ranges[0]?.startContainer.parentElement.scrollIntoView({ block: 'nearest' });
  }

  // the node that is deepest around a byte
  #nodeAt(byte) {
    return this.#nodes.filter(n => { const { at, length } = place(n); return byte >= at && byte < at + length; })
      .reduce((best, n) => best && place(best).length < place(n).length ? best : n, null);
  }

  #byteAt(e) {
    const spot = document.caretPositionFromPoint?.(e.clientX, e.clientY), row = e.target.closest('.r');
    if (!spot || !row || spot.offsetNode.nodeType !== Node.TEXT_NODE) return -1;
    const inHex = spot.offsetNode.parentElement.className === 'h', { offset } = spot;
    const byte = inHex ? Math.floor((offset - (offset > 24 ? 1 : 0)) / 3) : spot.offsetNode.parentElement.className === 'a' ? offset : -1;
    return byte < 0 ? -1 : [...row.parentElement.children].indexOf(row) * LINE + Math.min(byte, LINE - 1);
  }

  #ranges(node) {
    const rows = this.dock.querySelector('.hex')?.children, ranges = [];
    if (!node || !rows) return ranges;
    const { at, length } = place(node);
    for (let line = Math.floor(at / LINE); line * LINE < at + length && line < rows.length; line++) {
      const from = Math.max(0, at - line * LINE), until = Math.min(LINE, at + length - line * LINE);
      ranges.push(range(rows[line].querySelector('.h'), column(from), column(until - 1) + 2), range(rows[line].querySelector('.a'), from, until));
    }
    return ranges;
  }
}

function range(el, from, until) {
  const text = el.firstChild, most = text?.length ?? 0, found = new Range();
  found.setStart(text ?? el, Math.min(from, most));
  found.setEnd(text ?? el, Math.min(until, most));
  return found;
}

function mark(name, ranges) { if (window.Highlight) CSS.highlights.set(name, new Highlight(...ranges)); }
