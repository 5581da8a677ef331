// The scrollbar of a list of any length: pure functions between pixels and ids.
// Chromium clamps an element to 33,554,428 px, so above LIMIT the bar is mapped and no longer one row a row height.
export const LIMIT = 30_000_000;

// first, last: the ids of the list (dense); row: height of a row; view: height of what shows rows; all px
export function layout(first, last, row, view) {
  const count = Math.max(0, last - first + 1);
  const rows = Math.max(1, Math.floor(view / row));
  const steps = Math.max(0, count - rows);
  const range = Math.min(LIMIT, steps * row);
  return { first, count, rows, steps, range, height: view + range };
}

// the id on top when the bar is at px
export function idAt(px, { first, steps, range }) {
  return range === 0 ? first : first + Math.round(Math.min(1, Math.max(0, px / range)) * steps);
}

// where the bar is when this id is on top
export function pxOf(id, { first, steps, range }) {
  return steps === 0 ? 0 : Math.min(1, Math.max(0, (id - first) / steps)) * range;
}

// index of the first entry whose id is at least this; entries ascend by id
export function lowerBound(entries, id) {
  let low = 0, high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle].id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
