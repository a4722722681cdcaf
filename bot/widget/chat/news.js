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

  async stream(signal) {
    const response = await fetch(`${this.api.root}stream?after=${this.cursor}`, {
      headers: this.api.headers(), signal, cache: "no-store",
    });
    if (!response.ok || !response.body) {
      if (response.status === 401) throw new Failure(401, "");
      this.streams = false;
      return;
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = "", begun = false;
    for (;;) {
      let timer;
      const silence = new Promise((done) => (timer = setTimeout(done, begun ? QUIET : FIRST, null)));
      const chunk = await Promise.race([reader.read(), silence]);
      clearTimeout(timer);
      if (!chunk) { // something between holds the stream back, or the line is dead
        reader.cancel();
        this.streams = begun;
        return;
      }
      if (chunk.done) return pause(1000, signal);
      begun = true;
      const blocks = (rest + decoder.decode(chunk.value, { stream: true })).split("\n\n");
      rest = blocks.pop();
      if (blocks.map((block) => this.event(block)).some(Boolean)) await this.read(signal);
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
