// A tab's end of the live stream, through the worker that all tabs share; without such workers a stream of its own.
import { Stream } from './stream.js';

export function connect(hear) {
  const name = 'tab-' + crypto.randomUUID();
  if (!window.SharedWorker || !navigator.locks) {
    const own = new Stream((_, message) => hear(message));
    return { join: view => own.join(name, view), retry: () => own.retry() };
  }
  const { port } = new SharedWorker('/static/hub.js', { type: 'module', name: 'ipcscope' });
  port.onmessage = ({ data }) => hear(data);
  const held = new Promise(ready => navigator.locks.request(name, () => { ready(); return new Promise(() => {}); }));
  return {
    join: view => held.then(() => port.postMessage({ type: 'join', name, view })),
    retry: () => port.postMessage({ type: 'retry' }),
  };
}
