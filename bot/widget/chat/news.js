// News of the conversation: a stream where it works, asking again and again where it does not. Each read from a cursor
// tells the server that all before it has arrived here.
const POLL = 4000, QUIET = 40000, FIRST = 6000, WORST = 30000; // milliseconds

const pause = (ms, signal) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
});

class News {
  // `tell(message)` for each message, `state(error or null)` when reading fails or works again.
  constructor(api, tell, state) {
    Object.assign(this, { api, tell, state, cursor: "", streams: true, on: null });
  }

  start() {
    if (this.on || !this.api.token) return;
    this.on = new AbortController();
    this.run(this.on.signal);
  }

  stop() {
    if (this.on) this.on.abort();
    this.on = null;
  }

  async run(signal) {
    let wait = POLL;
    while (!signal.aborted) {
      try {
        await this.read(signal);
        if (signal.aborted) return;
        this.state(null);
        wait = POLL;
        if (this.streams) await this.stream(signal);
        else await pause(POLL, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.state(error instanceof Failure ? error : new Failure(0, ""));
        if (error.status === 401) return this.stop();
        await pause(error.after ? error.after * 1000 : wait, signal);
        wait = Math.min(wait * 2, WORST);
      }
    }
  }

  async read(signal) {
    for (;;) {
      const thread = await this.api.call("GET", `messages?after=${this.cursor}`);
      if (signal.aborted || !thread.messages.length) return;
      thread.messages.forEach(this.tell);
      this.cursor = thread.cursor;
    }
  }

  // Until the line ends, is cut by `signal`, or stays silent too long: then something between holds it back or it is dead.
  async stream(signal) {
    const line = new AbortController();
    const cut = () => line.abort();
    signal.addEventListener("abort", cut, { once: true });
    let timer = setTimeout(cut, FIRST), begun = false;
    try {
      const response = await fetch(`${this.api.root}stream?after=${this.cursor}`, {
        headers: this.api.headers(), signal: line.signal, cache: "no-store",
      });
      if (response.status === 401) throw new Failure(401, "");
      if (!response.ok || !response.body) {
        this.streams = false;
        return;
      }
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (let rest = ""; ;) {
        const { done, value } = await reader.read();
        if (done) return await pause(1000, signal);
        clearTimeout(timer);
        timer = setTimeout(cut, QUIET);
        begun = true;
        const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = blocks.pop();
        if (blocks.map((block) => this.event(block)).some(Boolean)) await this.read(signal);
      }
    } catch (error) {
      if (!line.signal.aborted) throw error;
      if (!signal.aborted && !begun) this.streams = false;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", cut);
    }
  }

  // One event of the stream; true when it brought a message.
  event(block) {
    const field = (name) => (block.match(new RegExp(`^${name}: ?(.*)$`, "m")) || [])[1];
    const data = field("data");
    if (!data) return false;
    this.tell(JSON.parse(data));
    this.cursor = field("id") || this.cursor;
    return true;
  }
}
