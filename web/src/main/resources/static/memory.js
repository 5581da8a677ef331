// The memory page: j and k step to the next and the previous change.
import { shortcut } from './page.js';

addEventListener('keydown', e => {
  const step = { j: 'next', k: 'previous' }[e.key];
  if (step && shortcut(e)) document.getElementById(step)?.click();
});
