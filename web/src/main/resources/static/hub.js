// A SharedWorker: holds the one stream of all tabs, since HTTP/1.1 gives a host six connections. A tab holds a lock of
// its name as long as it lives; when the lock comes free, the tab is gone.
import { Stream } from './stream.js';

const ports = new Map();
const stream = new Stream((name, message) => {
  if (name) ports.get(name)?.postMessage(message);
  else ports.forEach(port => port.postMessage(message));
});

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.type === 'join') {
      if (!ports.has(data.name)) navigator.locks.request(data.name, () => { ports.delete(data.name); stream.leave(data.name); });
      ports.set(data.name, port);
      stream.join(data.name, data.view);
    } else if (data.type === 'retry') stream.retry();
  };
};
