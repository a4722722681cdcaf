// What this device keeps: the session's token, the chosen language, messages not yet sent. All under one prefix, so
// that forgetting the device is complete. Where the browser keeps nothing, it lasts as long as the page.
const PREFIX = "sangam.";
const memory = new Map();

const kept = (() => {
  try {
    localStorage.setItem(`${PREFIX}try`, "1");
    localStorage.removeItem(`${PREFIX}try`);
    return localStorage;
  } catch {
    return { setItem: (key, value) => memory.set(key, value), getItem: (key) => memory.get(key) || null, removeItem: (key) => memory.delete(key) };
  }
})();

const store = {
  get(key) {
    try {
      return JSON.parse(kept.getItem(PREFIX + key));
    } catch {
      return null;
    }
  },
  set(key, value) {
    kept.setItem(PREFIX + key, JSON.stringify(value));
  },
  drop(key) {
    kept.removeItem(PREFIX + key);
  },
  keys() {
    const all = memory.size ? [...memory.keys()] : Object.keys(kept);
    return all.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  },
  clear() {
    this.keys().forEach((key) => this.drop(key));
  },
};

// Messages on their way, oldest first, each under a key of its own: two pages of one site do not lose each other's.
const outbox = {
  count: 0,
  all() {
    return store.keys().filter((key) => key.startsWith("out.")).sort().map((key) => store.get(key)).filter(Boolean);
  },
  put(item) {
    this.count += 1;
    item.key = item.key || `out.${String(Date.now()).padStart(15, "0")}.${String(this.count).padStart(4, "0")}.${item.id}`;
    store.set(item.key, item);
  },
  drop(item) {
    store.drop(item.key);
  },
};

// An id of the message's own, made here, so that sending it again does nothing twice.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
